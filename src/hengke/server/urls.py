"""Every address of the workbench. The words are the capabilities of the tree."""

from __future__ import annotations

from django.urls import include, path

urlpatterns = [
    path("customers/", include("hengke.apps.customers.urls")),
    path("", include("hengke.apps.workbench.urls")),
    path("tiers/", include("hengke.apps.tiering.urls")),
    path("tags/", include("hengke.apps.tagging.urls")),
    path("value/", include("hengke.apps.value.urls")),
    path("lifecycle/", include("hengke.apps.lifecycle.urls")),
    path("associations/", include("hengke.apps.associations.urls")),
    path("statistics/", include("hengke.apps.statistics.urls")),
    path("criteria/", include("hengke.apps.criteria.urls")),
    path("forecast/", include("hengke.apps.forecast.urls")),
    path("clustering/", include("hengke.apps.clustering.urls")),
    path("models/", include("hengke.apps.register.urls")),
    path("care/", include("hengke.apps.care.urls")),
    path("recommendation/", include("hengke.apps.recommendation.urls")),
    path("needs/", include("hengke.apps.needs.urls")),
    path("duplicates/", include("hengke.apps.duplicates.urls")),
    path("imports/", include("hengke.apps.imports.urls")),
    path("account/", include("hengke.apps.identity.urls")),
    path("catalogue/", include("hengke.apps.catalogue.urls")),
    path("api/", include("hengke.apps.api.urls")),
    path("people/", include("hengke.apps.identity.people.urls")),
    path("privacy/", include("hengke.apps.privacy.urls")),
    path("approvals/", include("hengke.apps.approvals.urls")),
    path("webhooks/", include("hengke.apps.webhooks.urls")),
    path("audit/", include("hengke.apps.audit.urls")),
    path("", include("hengke.web.urls")),
    path("", include("hengke.server.watching.urls")),
]
handler400 = "hengke.web.views.not_understood"
handler403 = "hengke.web.views.forbidden"
handler404 = "hengke.web.views.not_found"
handler500 = "hengke.web.views.broken"
