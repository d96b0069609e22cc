from django.db import migrations, models
from django.utils import timezone


def take_back(apps, schema_editor):
    """What nobody answers for any more: the login of who has sent it was deleted."""
    invitations = apps.get_model("catalog", "Invitation").objects
    invitations.filter(invited_by=None, accepted_at=None, revoked_at=None).update(revoked_at=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("catalog", "0012_email_keys")]

    operations = [
        migrations.AlterField(
            model_name="auditentry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("login", "logged in"),
                    ("login_failed", "failed login"),
                    ("locked_out", "locked out"),
                    ("logout", "logged out"),
                    ("password_changed", "password changed"),
                    ("second_factor_added", "second factor set up"),
                    ("second_factor_removed", "second factor removed"),
                    ("invited", "invited"),
                    ("invitation_revoked", "invitation taken back"),
                    ("role_given", "role given"),
                    ("role_taken", "role taken away"),
                    ("anonymised", "person anonymised"),
                    ("imported", "table imported"),
                    ("import_taken_back", "import taken back"),
                    ("drafts_exported", "drafts downloaded"),
                    ("restored", "earlier version restored"),
                    ("backup_restored", "backup restored"),
                ],
                max_length=30,
                verbose_name="event",
            ),
        ),
        migrations.RunPython(take_back, migrations.RunPython.noop),
    ]
