from demand.talk.models.digests import Digest, Silence
from demand.talk.models.following import Follow
from demand.talk.models.moderation import Report, Ruling, Standing
from demand.talk.models.remarks import Remark

__all__ = ["Digest", "Follow", "Remark", "Report", "Ruling", "Silence", "Standing"]
