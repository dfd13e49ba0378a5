from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jevons.core.models.sse import Line, LineTooLongError, SseDecoder


def decode(*pieces, most=10_000):
    decoder = SseDecoder(most)
    return [line for piece in pieces for line in decoder.feed(piece)] + decoder.end()


def test_lines():
    body = b'\xef\xbb\xbfevent: x\ndata: {"a": 1}\n\ndata:b\r\n\r\n: ping\rdata\rid: 5\n\ndata:  c'
    assert decode(body) == [
        Line("event", "x"),
        Line("data", '{"a": 1}'),
        Line("data", "b"),
        Line("", "ping"),
        Line("data", ""),
        Line("id", "5"),
        Line("data", " c"),
    ]


@given(
    st.lists(
        st.sampled_from([b"data: ", b"\r\n", b"\n", b"\r", b":", b"\xff", "ü◁".encode(), b"x"])
    ),
    st.lists(st.integers(0, 60)),
)
def test_any_partition_gives_the_same(bits, cuts):
    body = b"".join(bits)
    edges = sorted({0, len(body), *(cut for cut in cuts if cut < len(body))})
    assert decode(*(body[a:b] for a, b in pairwise(edges))) == decode(body)


def test_bytes_that_are_no_text():
    decoder = SseDecoder(100)
    assert decoder.feed(b"data: ok\n") == [Line("data", "ok")]
    assert not decoder.damaged
    assert decoder.feed(b"data: a\xff\n") == [Line("data", "a\ufffd")]
    assert decoder.damaged


@pytest.mark.parametrize("pieces", [(b"x" * 101,), (b"x",) * 101, (b"x" * 101 + b"\n",)])
def test_a_line_is_bounded(pieces):
    with pytest.raises(LineTooLongError):
        decode(*pieces, most=100)


def test_the_bound_is_for_one_line():
    assert len(decode(b"data: x\n" * 1000, most=10)) == 1000
