from django.contrib.auth.models import AbstractUser


class User(AbstractUser):
    """A person with a login; a model of our own so that roles can be added without replacing a table."""
