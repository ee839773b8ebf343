"""Addresses of signs, work orders and the translation desk."""

from __future__ import annotations

from django.urls import path

from musubi.programs.brand.inbound.views import assigning, desk, orders, signs

app_name = "inbound"
SIGNS, DESK = "staff/signs/", "staff/translations/"
urlpatterns = [
    path(SIGNS, signs.signs, name="signs"),
    path(SIGNS + "export/", signs.export, name="export"),
    path(SIGNS + "new/", signs.new, name="sign-new"),
    path(SIGNS + "orders/", orders.orders, name="orders"),
    path(SIGNS + "orders/print/", orders.orders_print, name="orders-print"),
    path(SIGNS + "orders/<slug:uid>/done/", orders.end, {"name": "done"}, name="order-done"),
    path(SIGNS + "orders/<slug:uid>/give-up/", orders.end, {"name": "give-up"}, name="order-give-up"),
    path(SIGNS + "photos/<slug:uid>/", signs.photo_file, name="sign-photo"),
    path(SIGNS + "<slug:uid>/", signs.sign, name="sign"),
    path(SIGNS + "<slug:uid>/edit/", signs.edit, name="sign-edit"),
    path(SIGNS + "<slug:uid>/photos/new/", signs.photo_new, name="sign-photo-new"),
    path(SIGNS + "<slug:uid>/orders/new/", orders.new, name="order-new"),
    path(DESK, desk.desk, name="desk"),
    path(DESK + "review/<slug:uid>/", desk.review, name="review"),
    path(DESK + "<slug:kind>/<slug:language>/assign/", assigning.assign, name="texts-assign"),
    path(DESK + "<slug:kind>/<slug:language>/export/", desk.export, name="texts-export"),
    path(DESK + "<slug:kind>/<slug:language>/import/", desk.take, name="texts-import"),
    path(DESK + "<slug:kind>/<slug:language>/<slug:uid>/", desk.side_by_side, name="side-by-side"),
]
