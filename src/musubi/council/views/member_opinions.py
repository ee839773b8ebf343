"""意見提出用紙 on line: a member writes an opinion after or before a meeting, and sees what became of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required, permission_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l

from musubi.blocks.kernel import clock
from musubi.blocks.kernel.access import visible_to
from musubi.blocks.meetings.domain.preparation import member_on
from musubi.blocks.meetings.domain.sittings import tell_member
from musubi.blocks.meetings.models import Body, Meeting
from musubi.blocks.meetings.rules import MEMBER_PAGES
from musubi.blocks.vision.interfaces.code_field import CodesField
from musubi.council.domain.errors import CouncilError
from musubi.council.domain.opinions import own_opinions, receive_opinion, with_answers
from musubi.council.enums import AuthorClass, OpinionSource, Publicity
from musubi.council.models import Opinion


class MemberOpinionForm(forms.Form):
    """Few fields: for which body or meeting, the words, and the programs if known."""

    use_required_attribute = False
    meeting = forms.ModelChoiceField(
        label=_l("どの会議への意見ですか"), queryset=Meeting.objects.none(), to_field_name="uid", empty_label=_l("会議を選ぶ")
    )
    text = forms.CharField(
        label=_l("意見"), widget=forms.Textarea(attrs={"rows": 8}), max_length=10000, error_messages={"required": _l("意見を書いてください")}
    )
    items = CodesField(label=_l("関係する取組・事業(分かれば)"))

    def __init__(self, *args: Any, user: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        meeting: Any = self.fields["meeting"]
        bodies = Body.objects.filter(seats__members__user=user.pk)
        meeting.queryset = visible_to(user, Meeting).filter(body__in=bodies).select_related("body").order_by("-starts_at", "-pk")


@login_required
@permission_required(MEMBER_PAGES, raise_exception=True)
def opinions(request: HttpRequest) -> HttpResponse:
    """My opinions and what became of them."""
    rows = with_answers(list(own_opinions(request.user)[:100]))
    return render(request, "council/member/opinions.html", {"rows": rows})


@login_required
@permission_required(MEMBER_PAGES, raise_exception=True)
def new(request: HttpRequest) -> HttpResponse:
    """Write an opinion; the receipt comes as a page and as mail."""
    asked = {"meeting": request.GET["meeting"]} if request.GET.get("meeting") else {}
    form = MemberOpinionForm(request.POST if request.method == "POST" else None, user=request.user, initial=asked)
    if request.method == "POST" and form.is_valid():
        made = _received(request, form)
        if made is not None:
            messages.success(request, _("意見をお受けしました。受付番号は%(code)sです") % {"code": made.code})
            return HttpResponseRedirect(reverse("member-opinions:list"))
    return render(request, "council/member/new.html", {"form": form}, status=422 if form.errors else 200)


def _received(request: HttpRequest, form: MemberOpinionForm) -> Opinion | None:
    meeting, now = form.cleaned_data["meeting"], clock.now()
    member = member_on(request.user, meeting.body, clock.today())
    if member is None:
        form.add_error("meeting", _("この会議の委員としての任期が終わっています。事務局へお知らせください"))
        return None
    try:
        made = receive_opinion(
            source=OpinionSource.FORM,
            text=form.cleaned_data["text"],
            author_class=AuthorClass.MEMBER,
            author_label=_("%(name)s委員") % {"name": member.name},
            received_on=clock.today(),
            actor=request.user,
            now=now,
            publicity=Publicity.ANONYMOUS,
            member=member,
            meeting=meeting,
            items=form.cleaned_data["items"],
        )
    except CouncilError as error:
        form.add_error(error.field or None, str(error))
        return None
    words = {"code": made.code, "text": made.text}
    body = _("次の意見をお受けしました。\n\n受付番号: %(code)s\n\n%(text)s\n\nどうなったかは、委員のページで見られます。") % words
    tell_member(member, subject=_("意見をお受けしました %(code)s") % words, body=body, actor=request.user, now=now)
    return made
