"""The German handbook of docs/handbuch as pages of the site, and which page of the software each chapter explains."""
