from django.apps import AppConfig


class ImportsConfig(AppConfig):
    name = "hengke.apps.imports"
    default_auto_field = "django.db.models.BigAutoField"
