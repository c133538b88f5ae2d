"""What a deployment brings as files of its own, each read by its room; what is wrong keeps the site from starting."""

from __future__ import annotations

from citizen import config
from citizen.applications import chain_file, evidence_office, retention_rules
from citizen.config import Settings
from citizen.eligibility import catalogue, mandate_areas
from citizen.pathways import district_rules
from citizen.people import identity_protocol, identity_services
from citizen.proxies import evidence, programme_areas


def use(settings: Settings) -> None:
    """:raises config.SettingsError: a file says what cannot be."""
    programme_areas.use_areas(mandate_areas.areas)
    evidence.use_office(evidence_office.OFFICE)
    catalogue.use_parameters(settings.policy_parameters)
    chain_file.use_files(chains=settings.chains, holidays=settings.holidays)
    retention_rules.use_file(settings.retention)
    identity_protocol.use_patience(settings.identity_wait_seconds)
    try:
        district_rules.use_file(settings.pathway_rules)
        identity_services.use_file(settings.identity_services, settings.identity_secrets)
    except (district_rules.RulesWrong, identity_services.ServicesWrong) as fault:
        raise config.SettingsError(str(fault)) from None
