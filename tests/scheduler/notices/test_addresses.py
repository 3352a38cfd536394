import pytest

from scheduler.notices.addresses import address_issues
from scheduler.notices.models import ChannelKind

GOOD = {
    ChannelKind.WEBHOOK: [
        "https://desk.example/notices",
        "https://desk.example:8443/a/b?c=d",
        "https://193.156.1.1/",
        "http://127.0.0.1:8000/notices",
        "http://[::1]/",
        "http://localhost/",
    ],
    ChannelKind.EMAIL: ["desk@site.example", "a.b+c@x-y.example", "a@localhost"],
}

BAD = {
    ChannelKind.WEBHOOK: [
        "",
        "desk.example",
        "http://desk.example/",
        "http://127.0.0.1.desk.example/",
        "ftp://desk.example/",
        "file:///etc/passwd",
        "https:///nothing",
        "https://somebody:secret@desk.example/",
        "https://desk.example/#here",
        "https://desk.example:99999/",
        "https://[::1/",
        "https://desk.example/a b",
        "https://desk.example/\r\nX: y",
        "https://désk.example/",
        "https://desk.example/" + "a" * 2000,
    ],
    ChannelKind.EMAIL: [
        "",
        "desk",
        "desk@",
        "@site.example",
        "a@b@c.example",
        "a b@site.example",
        "Desk <desk@site.example>",
        "a@site.example,b@site.example",
        "a@site.example\nBcc: b@site.example",
        "a@site.example\n",
        "=?utf-8?q?=0D=0ABcc=3A_b?=@site.example",
        ".a@site.example",
        "a@-site.example",
        "a@site..example",
        "a@[127.0.0.1]",
        "ö@site.example",
        "a@" + "b" * 255,
    ],
}


@pytest.mark.parametrize("kind", ChannelKind)
def test_good_addresses(kind: ChannelKind) -> None:
    """
    Public https, this machine in the clear, and one mailbox.
    """
    for address in GOOD[kind]:
        assert list(address_issues(kind, address)) == [], address


@pytest.mark.parametrize("kind", ChannelKind)
def test_bad_addresses(kind: ChannelKind) -> None:
    """
    What would be sent in the clear, to several, or with a line of somebody else's.
    """
    for address in BAD[kind]:
        found = list(address_issues(kind, address))

        assert {each.place for each in found} == {"address"}, address
