"""The public addresses of rounds: an office answers behind the link of its mail, or with a login."""

from django.urls import path

from monitoring.comments.office_views import comments_by_link, comments_by_login
from monitoring.rounds.office.files import office_file, office_file_of_request
from monitoring.rounds.office.views import office_page, office_page_of_request

FIRST_WORD = "rueckmeldung"

urlpatterns = [
    path(f"{FIRST_WORD}/amt/<int:pk>/", office_page_of_request, name="office-page-of-request"),
    path(f"{FIRST_WORD}/amt/<int:pk>/massnahmen.<str:ending>", office_file_of_request, name="office-file-of-request"),
    path(f"{FIRST_WORD}/amt/<int:pk>/kommentare/<int:answer>/", comments_by_login, name="office-comments-of-request"),
    path(f"{FIRST_WORD}/<str:token>/kommentare/<int:answer>/", comments_by_link, name="office-comments"),
    path(f"{FIRST_WORD}/<str:token>/", office_page, name="office-page"),
    path(f"{FIRST_WORD}/<str:token>/massnahmen.<str:ending>", office_file, name="office-file"),
]
