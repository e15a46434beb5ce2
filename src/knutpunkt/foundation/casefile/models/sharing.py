"""Consent and disclosure: what may cross between secrecy areas, and what has crossed."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from knutpunkt.foundation.audit.classification import Privacy, Retention
from knutpunkt.foundation.casefile.models.case import Case
from knutpunkt.foundation.casefile.models.record import Category, Record
from knutpunkt.foundation.people.models import Child, Guardian, Professional, Unit
from knutpunkt.foundation.people.period import Period, PeriodQuerySet
from knutpunkt.foundation.sealing.field import SealedTextField


class Ground(models.TextChoices):
    """Why something crosses between two areas. Usable between which and when: ``access/grounds.py``."""

    CONSENT = "consent", _("samtycke")
    HARM_TEST = "harm_test", _("menprövning")
    ANONYMISED = "anonymised", _("avidentifierat")
    OWN_DUTY = "own_duty", _("nödvändigt för den egna uppgiften")
    GENERAL_CLAUSE = "general_clause", _("generalklausulen")
    DUTY_TO_DISCLOSE = "duty_to_disclose", _("uppgiftsskyldighet")
    REPORT_OF_CONCERN = "report_of_concern", _("orosanmälan")
    CARE_UNDER_18 = "care_under_18", _("vård och omsorg om den som är under 18")
    POLICE_UNDER_21 = "police_under_21", _("till polisen, under 21, konkret risk")


class ConsentRequest(models.Model):
    """One asking: to one receiver, for one purpose, in one period; it groups a consent per category.

    ``decides``: the guardians together with the child (FB 6:11, 6:13); the child alone, where secrecy holds
    against the guardians (OSL 12:3); or one guardian alone, about what is told of that guardian. Other than
    together needs a reason. ``stance_not_asked_because``: why the child has not been asked what it thinks.
    A question that another ground made needless is taken back, and opens nothing from that day.
    """

    class Decides(models.TextChoices):
        TOGETHER = "together", _("vårdnadshavarna tillsammans med barnet")
        CHILD = "child", _("barnet ensamt")
        GUARDIAN = "guardian", _("en vårdnadshavare, om sina egna uppgifter")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="consent_requests")
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    purpose = SealedTextField(max_length=300)
    asked_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    asked_on = models.DateField()
    decides = models.CharField(max_length=10, choices=Decides.choices, default=Decides.TOGETHER)
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    decides_because = SealedTextField(blank=True)
    stance_not_asked_because = SealedTextField(blank=True)
    taken_back_on = models.DateField(null=True, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id asked_on taken_back_on",
        personal="case sender recipient asked_by decides guardian",
        sensitive="purpose decides_because stance_not_asked_because",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("fråga om samtycke")
        ordering = ("-asked_on", "id")
        constraints = (
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")), name="casefile_consentrequest_to_another"
            ),
            models.CheckConstraint(
                condition=Q(decides="guardian", guardian__isnull=False)
                | (~Q(decides="guardian") & Q(guardian__isnull=True)),
                name="casefile_consentrequest_one_guardian_named",
            ),
        )

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}"


class Consent(Period):
    """Leave to break secrecy in one category towards one receiver in a period (OSL 10:1, 12:2).

    It opens nothing by itself. Whether it is effective on a day is computed from the answers, custody and the
    child's age (``access``). ``maturity_reason``: a written judgement that a child of 15–17 need not say yes.
    ``childs_no_overridden``: a written reason why the no of a child under 15 does not decide.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ConsentRequest, on_delete=models.PROTECT, related_name="consents")
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    category = models.CharField(max_length=20, choices=Category.choices)
    maturity_reason = SealedTextField(max_length=500, blank=True)
    childs_no_overridden = SealedTextField(max_length=500, blank=True)

    objects = PeriodQuerySet.as_manager()
    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id start last_day",
        personal="request child sender recipient",
        sensitive="category maturity_reason childs_no_overridden",
        of_a_child=True,
    )

    class Meta(Period.Meta):
        verbose_name = _("samtycke")
        verbose_name_plural = _("samtycken")
        indexes = (models.Index(fields=("child", "recipient", "category", "last_day")),)
        constraints = (
            *Period.Meta.constraints,
            models.CheckConstraint(condition=Q(last_day__isnull=False), name="casefile_consent_has_an_end"),
        )

    def __str__(self) -> str:
        return self.get_category_display()


class ConsentShortened(models.Model):
    """The period of a consent was made shorter at somebody's wish; what it was before stays here.

    ``guardian`` wished it, or the child when empty. A consent is never made longer: it is asked for anew.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="shortenings")
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    last_day_before = models.DateField()
    last_day_after = models.DateField()
    words = SealedTextField(max_length=500, blank=True)
    documented_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    documented_at = models.DateTimeField(auto_now_add=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id on last_day_before last_day_after documented_at",
        personal="consent guardian documented_by",
        sensitive="words",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("kortare tid för samtycke")
        ordering = ("documented_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(last_day_after__lt=F("last_day_before")),
                name="casefile_consentshortened_is_shorter",
            ),
        )

    def __str__(self) -> str:
        return f"{self.last_day_before} → {self.last_day_after}"


class GuardianNotAsked(models.Model):
    """A guardian left out of one asking: not reached in time (FB 6:13), or not to be asked (OSL 12:3).

    From ``decided_on`` the others' answers are enough.
    """

    class Why(models.TextChoices):
        UNREACHABLE = "unreachable", _("går inte att nå, och frågan kan inte vänta")
        MUST_NOT = "must_not", _("får inte tillfrågas, för barnets skull")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(ConsentRequest, on_delete=models.PROTECT, related_name="not_asked")
    guardian = models.ForeignKey(Guardian, on_delete=models.PROTECT, related_name="+")
    why = models.CharField(max_length=12, choices=Why.choices)
    reason = SealedTextField()
    decided_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    decided_on = models.DateField()

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id decided_on",
        personal="request guardian decided_by",
        sensitive="why reason",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("vårdnadshavare som inte tillfrågas")
        constraints = (
            models.UniqueConstraint(fields=("request", "guardian"), name="casefile_guardiannotasked_once"),
        )

    def __str__(self) -> str:
        return self.get_why_display()


class ConsentAnswer(models.Model):
    """What one person said about one consent, and how. A changed mind is a new row; the old one stays.

    ``withdrawn_on`` closes a yes at once. Exactly one answer per person is current.
    """

    class Answer(models.TextChoices):
        YES = "yes", _("ja")
        NO = "no", _("nej")
        NOT_NOW = "not_now", _("inte nu")

    class How(models.TextChoices):
        PAPER = "paper", _("på papper")
        ORAL = "oral", _("muntligt")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, related_name="answers")
    guardian = models.ForeignKey(Guardian, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    by_child = models.BooleanField(default=False)
    answer = models.CharField(max_length=10, choices=Answer.choices)
    how = models.CharField(max_length=10, choices=How.choices)
    given_on = models.DateField()
    withdrawn_on = models.DateField(null=True, blank=True)
    current = models.BooleanField(default=True)
    documented_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    documented_at = models.DateTimeField(auto_now_add=True)
    words = SealedTextField(max_length=500, blank=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id how given_on withdrawn_on current documented_at",
        personal="consent guardian by_child documented_by",
        sensitive="answer words",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("svar på samtycke")
        ordering = ("documented_at",)
        constraints = (
            models.CheckConstraint(
                condition=Q(by_child=True, guardian__isnull=True) | Q(by_child=False, guardian__isnull=False),
                name="casefile_consentanswer_one_person",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_on__isnull=True) | Q(answer="yes"),
                name="casefile_consentanswer_only_yes_withdrawn",
            ),
            models.UniqueConstraint(
                fields=("consent", "guardian"),
                condition=Q(current=True, by_child=False),
                name="casefile_consentanswer_guardian_current",
            ),
            models.UniqueConstraint(
                fields=("consent",),
                condition=Q(current=True, by_child=True),
                name="casefile_consentanswer_child_current",
            ),
        )

    def __str__(self) -> str:
        return self.get_answer_display()


class Disclosure(models.Model):
    """An *utlämnande*: records that one unit has let another unit's participants read, and why.

    It opens at ``opens_at``: until then who sent it may undo it, and then it never was for the receiver.
    ``sent_on`` to ``until`` (last day); ``ended_on`` closes it from that day. A refusal is a record too:
    ``refused`` opens nothing. ``childs_view``: what the child thinks of it; or ``not_asked_because``, why
    nobody has asked the child (trust T49; Barnkonventionen art. 12). On consent both stand with the asking.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    case = models.ForeignKey(
        Case, null=True, blank=True, on_delete=models.PROTECT, related_name="disclosures"
    )
    child = models.ForeignKey(Child, on_delete=models.PROTECT, related_name="+")
    sender = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    recipient = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    ground = models.CharField(max_length=30, choices=Ground.choices)
    reason = SealedTextField(blank=True)
    childs_view = SealedTextField(blank=True)
    not_asked_because = SealedTextField(blank=True)
    decided_by = models.ForeignKey(Professional, on_delete=models.PROTECT, related_name="+")
    sent_on = models.DateField()
    opens_at = models.DateTimeField(default=timezone.now)
    undone = models.BooleanField(default=False)
    until = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    ended_because = SealedTextField(max_length=300, blank=True)
    refused = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    privacy = Privacy(
        Retention.CASE_RECORD,
        none="id sent_on opens_at undone until ended_on refused created_at",
        personal="case child sender recipient ground decided_by",
        sensitive="reason childs_view not_asked_because ended_because",
        of_a_child=True,
    )

    class Meta:
        verbose_name = _("utlämnande")
        ordering = ("-sent_on", "-created_at")
        indexes = (models.Index(fields=("recipient", "case")), models.Index(fields=("child", "recipient")))
        constraints = (
            models.CheckConstraint(
                condition=~Q(sender=F("recipient")), name="casefile_disclosure_to_another"
            ),
        )

    def __str__(self) -> str:
        return f"{self.sender} → {self.recipient}"


class DisclosureItem(models.Model):
    """One record in a disclosure; on the ground of consent it names the consent that makes it lawful."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    disclosure = models.ForeignKey(Disclosure, on_delete=models.PROTECT, related_name="items")
    record = models.ForeignKey(Record, on_delete=models.PROTECT, related_name="+")
    consent = models.ForeignKey(Consent, null=True, blank=True, on_delete=models.PROTECT, related_name="+")

    privacy = Privacy(Retention.CASE_RECORD, none="id", personal="disclosure record consent", of_a_child=True)

    class Meta:
        verbose_name = _("utlämnad handling")
        indexes = (models.Index(fields=("record", "disclosure")),)
        constraints = (
            models.UniqueConstraint(fields=("disclosure", "record"), name="casefile_disclosureitem_once"),
        )

    def __str__(self) -> str:
        return str(self.record_id)
