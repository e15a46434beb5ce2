from knutpunkt.design.paper import tagged_pdf

TEMPLATE = (
    b"#let told = json(bytes(sys.inputs.told))\n#set document(title: told.title, date: none)\n= #told.title\n"
)


def test_what_no_paper_can_show_stops_no_paper():
    for title in ("Lind\x00skolan\x1b", "ord\ud800", "\ue000", "ᏣᎳᎩ 學校 مدرسة"):
        assert tagged_pdf(TEMPLATE, {"title": title}).startswith(b"%PDF-")


def test_the_same_words_give_the_same_bytes():
    told = {"title": "Plan", "parts": ({"points": ("a", "b"), "years": 5},)}
    assert tagged_pdf(TEMPLATE, told) == tagged_pdf(TEMPLATE, told)
