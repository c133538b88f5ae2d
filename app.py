"""The WSGI entry: `gunicorn app:app`, `flask --app app …`."""

from citizen import create_app

app = create_app()
