from django.urls import path

from marketplace.offers import api
from marketplace.offers.api import quality as quality_api
from marketplace.offers.api import record as record_api
from marketplace.offers.views import commitments, needs, offers, quality, record

urlpatterns = [
    path("mine/", commitments.mine, name="own_commitments"),
    path("for-need/<slug:slug>/", needs.for_need, name="offers_of_need"),
    path("for-need/<slug:slug>/hour/", needs.set_hour, name="set_hour"),
    path("for-opportunity/<slug:slug>/", needs.for_opportunity, name="offers_of_opportunity"),
    path("promises/", record.promises, name="promises"),
    path("of-developer/<slug:slug>/", record.of_developer, name="promises_of_developer"),
    path("new/<slug:slug>/", offers.make_offer, name="make_offer"),
    path("commitments/<int:commitment_id>/", commitments.commitment, name="commitment"),
    path("commitments/<int:commitment_id>/order/", commitments.order, name="order"),
    path("commitments/<int:commitment_id>/confirm/", commitments.confirm, name="confirm"),
    path("commitments/<int:commitment_id>/step-out/", commitments.step_out, name="step_out"),
    path("commitments/<int:commitment_id>/paid/", commitments.record_payment, name="paid"),
    path("commitments/<int:commitment_id>/messages/", commitments.say, name="say"),
    path("<int:offer_id>/", offers.offer, name="offer"),
    path("<int:offer_id>/dispute/", offers.dispute, name="dispute_offer"),
    path("<int:offer_id>/conclude/", offers.conclude, name="conclude_offer"),
    path("<int:offer_id>/predictions/", quality.predictions, name="offer_predictions"),
    path("<int:offer_id>/trial/", quality.trial, name="offer_trial"),
    path("<int:offer_id>/<slug:step>/", offers.move, name="move_offer"),
]

api_urlpatterns = [
    path("needs/<slug:slug>/offers/", api.OffersOfNeed.as_view(), name="api_offers_of_need"),
    path("promises/", record_api.Promises.as_view(), name="api_promises"),
    path(
        "developers/<slug:slug>/promises/",
        record_api.PromisesOfDeveloper.as_view(),
        name="api_promises_of_developer",
    ),
    path("offers/", api.Offers.as_view(), name="api_offers"),
    path("offers/<int:offer_id>/", api.OneOffer.as_view(), name="api_offer"),
    path(
        "offers/<int:offer_id>/evaluations/",
        quality_api.Evaluations.as_view(),
        name="api_evaluations",
    ),
    path("offers/<int:offer_id>/trials/", quality_api.Trials.as_view(), name="api_trials"),
    path("commitments/", api.Commitments.as_view(), name="api_commitments"),
    path("commitments/<int:commitment_id>/", api.OneCommitment.as_view(), name="api_commitment"),
    path("commitments/<int:commitment_id>/confirm/", api.Confirm.as_view(), name="api_confirm"),
    path("commitments/<int:commitment_id>/step-out/", api.StepOut.as_view(), name="api_step_out"),
    path("commitments/<int:commitment_id>/order/", api.OneOrder.as_view(), name="api_order"),
    path("commitments/<int:commitment_id>/messages/", api.Messages.as_view(), name="api_messages"),
]
