"""What every form, list and history page of the admin has in common, whichever app it belongs to."""
