"""The WSGI application that the production server loads."""

import os
import threading

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "musubi.config.settings.production")
application = get_wsgi_application()

from musubi.programs.brand.tours.domain.engine import warm_up  # noqa: E402 - Django must be set up first

threading.Thread(target=warm_up, name="warm-up", daemon=True).start()  # load the compiled kernels: half a second that no visitor waits for
