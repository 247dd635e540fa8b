from demand.needs.models import Need


def newest_needs(count: int) -> list[Need]:
    return list(Need.objects.for_list().order_by("-posted_at", "-id")[:count])
