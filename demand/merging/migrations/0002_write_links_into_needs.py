from django.db import migrations

# News of a merge named the other need, which may be hidden since. A moment's gettext is
# none of a migration's: the sentences stand here as the catalogue had them.
MERGED = "ほかの困りごととまとめられました。"
UNMERGED = "ほかの困りごとと分けられました。"


def write_links(apps, schema_editor):
    """Write each standing merge into its need, and work out anew what stands for what."""
    needs = apps.get_model("needs", "Need").objects
    merges = apps.get_model("merging", "Merge").objects
    joined = merges.filter(joined_at__isnull=False, ended_at=None)
    into = dict(joined.values_list("need", "into"))
    for need, target in into.items():
        needs.filter(pk=need).update(merged_into=target)
    hidden = set(needs.filter(hidden_at__isnull=False).values_list("pk", flat=True))
    for need in into:
        top = need
        while need not in hidden and top in into and into[top] not in hidden:
            top = into[top]
        needs.filter(pk=need).update(canonical=None if top == need else top)


def leave_out_names(apps, schema_editor):
    remarks = apps.get_model("talk", "Remark").objects
    remarks.filter(kind="NEWS", progress="MERGED").update(text=MERGED)
    remarks.filter(kind="NEWS", progress="UNMERGED").update(text=UNMERGED)


class Migration(migrations.Migration):

    dependencies = [
        ('merging', '0001_initial'),
        ('needs', '0008_need_that_is_hidden_is_gathered_nowhere'),
        ('talk', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(write_links, migrations.RunPython.noop),
        migrations.RunPython(leave_out_names, migrations.RunPython.noop),
    ]
