from django.db import migrations


def poster_of(apps, need):
    members = apps.get_model("accounts", "Membership").objects
    of_poster = members.filter(organisation=need.posted_by.organisation)
    return of_poster.select_related("user").order_by("since", "id").first()


def move_under(apps, schema_editor):
    """Let each word that stood in a product's row stand under it, as its need's poster's own.

    Who said it was not kept: the first member answers for it, as for the need itself.
    """
    remarks = apps.get_model("talk", "Remark").objects
    told = remarks.exclude(shortfall="").select_related("need__posted_by__organisation")
    for product in told.iterator():
        member = poster_of(apps, product.need)
        if member is None:
            continue
        remarks.create(
            need=product.need,
            kind="SHORTFALL",
            parent=product,
            text=product.shortfall,
            author=member.user,
            organisation=product.need.posted_by.organisation,
            state="SHOWN",
            said_at=product.said_at,
        )


def move_back(apps, schema_editor):
    remarks = apps.get_model("talk", "Remark").objects
    shortfalls = remarks.filter(kind="SHORTFALL")
    for said in shortfalls.filter(state="SHOWN").order_by("said_at", "id").iterator():
        remarks.filter(pk=said.parent_id).update(shortfall=said.text[:400])
    shortfalls.delete()


class Migration(migrations.Migration):

    dependencies = [
        ('talk', '0002_a_shortfall_is_a_remark'),
    ]

    operations = [
        migrations.RunPython(move_under, move_back),
    ]
