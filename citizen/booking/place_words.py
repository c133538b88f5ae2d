"""The Chinese words for the codes that stand in tables of places. Pure. The first is written."""

from __future__ import annotations

from collections.abc import Mapping

from citizen.booking.terms import Need, ResourceKind, ServiceKind

NEEDS: Mapping[str, str] = {
    "手语翻译": Need.SIGN_LANGUAGE.value, "国家通用手语": Need.SIGN_LANGUAGE.value, "手语": Need.SIGN_LANGUAGE.value,
    "文字交流": Need.CAPTIONS.value, "文字速记": Need.CAPTIONS.value, "字幕": Need.CAPTIONS.value,
    "无台阶路线": Need.STEP_FREE.value, "无台阶": Need.STEP_FREE.value, "坡道": Need.STEP_FREE.value,
    "助听环路": Need.HEARING_LOOP.value, "听觉环路": Need.HEARING_LOOP.value, "感应线圈": Need.HEARING_LOOP.value,
    "大字材料": Need.LARGE_PRINT.value, "大字": Need.LARGE_PRINT.value,
    "安静的房间": Need.QUIET.value, "安静": Need.QUIET.value,
    "更多时间": Need.LONGER_TIME.value, "加时": Need.LONGER_TIME.value,
    "可以带陪同": Need.COMPANION.value, "陪同": Need.COMPANION.value,
    "欢迎导盲犬": Need.GUIDE_DOG.value, "导盲犬": Need.GUIDE_DOG.value,
    "移位机": Need.HOIST.value, "吊架": Need.HOIST.value,
    "上门服务": Need.HOME_VISIT.value, "上门": Need.HOME_VISIT.value,
    "视频或文字方式": Need.REMOTE.value, "远程": Need.REMOTE.value,
}  # fmt: skip

RESOURCE_KINDS: Mapping[str, str] = {
    "人员": ResourceKind.STAFF.value, "工作人员": ResourceKind.STAFF.value,
    "房间": ResourceKind.ROOM.value,
    "设备": ResourceKind.EQUIPMENT.value,
    "车辆": ResourceKind.VEHICLE.value, "车": ResourceKind.VEHICLE.value,
    "手语翻译": ResourceKind.INTERPRETER.value, "翻译": ResourceKind.INTERPRETER.value,
}  # fmt: skip

SERVICE_KINDS: Mapping[str, str] = {
    "到场": ServiceKind.AT_PLACE.value, "上门": ServiceKind.AT_HOME.value, "远程": ServiceKind.REMOTE.value,
}  # fmt: skip

SKILLS: Mapping[str, str] = {
    "康复治疗": "therapist", "儿童康复治疗": "child-therapist", "辅具适配": "device-fitter",
    "家庭改造勘测": "home-survey", "法律援助": "legal-aid", "国家通用手语": "csl", "手语翻译": "csl",
    "治疗室": "treatment", "适配室": "fitting", "上门用车": "visit",
}  # fmt: skip


def _first_names(names: Mapping[str, str]) -> dict[str, str]:
    shown: dict[str, str] = {}
    for name, code in names.items():
        shown.setdefault(code, name)
    return shown


#: How a code is shown where there is a Chinese word for it.
NEED_WORDS = _first_names(NEEDS)
KIND_WORDS = _first_names(RESOURCE_KINDS)
SERVICE_KIND_WORDS = _first_names(SERVICE_KINDS)
