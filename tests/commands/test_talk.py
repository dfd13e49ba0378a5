"""A conversation in plain lines, on a real terminal."""

from jevons.core.runs.library import Library
from screens.app_driver import add_scripted
from servers.chat_server import ChatServer, error, in_thread
from servers.thinker import Thinker
from terminal.pty_app import PtyApp


def heard(app):
    """What a screen reader would have read, from the first word on."""
    return app.raw.decode().replace("\r\n", "\n")


def test_a_question_is_asked_and_answered_in_words_alone():
    with in_thread(ChatServer(Thinker(thought=5, answer=3))) as server:
        add_scripted(server)
        with PtyApp("talk", "--model", "scripted") as app:
            app.until(lambda: "You: " in heard(app))
            app.type("How many?\r")
            app.until(lambda: "Took: " in heard(app) and heard(app).endswith("You: "))
            app.type("/think off\r")
            app.until(lambda: "It may think: off." in heard(app))
            app.type("/again\r")
            app.until(lambda: heard(app).count("Took: ") == 2)
            app.type("/quit\r")
            assert app.leave() == 0
    text = heard(app)
    assert text.index("Thinking:\n") < text.index("t1 t2 t3") < text.index("Answer:\na1 a2 a3")
    assert text.count("Thinking:") == 1
    assert "\x1b" not in text.replace("\x1b[?2004h", "").replace("\x1b[?2004l", "")
    library, _ = Library.open()
    (conversation,) = library.conversations()
    assert [len(turn.generations) for turn in library.turns(conversation.id)] == [2]


def test_ctrl_c_ends_an_answer_and_not_the_conversation():
    with in_thread(ChatServer(Thinker(thought=5, answer=300, pause_at="a9"))) as server:
        add_scripted(server)
        with PtyApp("talk", "--model", "scripted") as app:
            app.until(lambda: "You: " in heard(app))
            app.type("How many?\r")
            app.until(lambda: "a8" in heard(app))
            app.type("\x03")
            app.until(lambda: heard(app).endswith("You: "))
            app.type("\x04")
            assert app.leave() == 0


def test_what_cannot_be_is_said_and_the_conversation_goes_on():
    with in_thread(ChatServer([error(400, "evil\x1b]0;TITLE\x07")])) as server:
        add_scripted(server)
        with PtyApp("talk", "--model", "scripted") as app:
            app.until(lambda: "You: " in heard(app))
            for line, answer in (
                ("/think much", "neither off, max nor a number"),
                ("/model nobody", "there is no model"),
                ("/again", "nothing was asked yet"),
                ("/dance", "there is no /dance"),
                ("/help", "/thoughts"),
                ("How many?", "TITLE"),
            ):
                app.type(f"{line}\r")
                app.until(lambda answer=answer: answer in heard(app))
            app.type("/quit\r")
            assert app.leave() == 0
    assert "\x1b]0" not in heard(app)


def test_where_plain_is_set_jevons_opens_it():
    with in_thread(ChatServer(Thinker())) as server:
        add_scripted(server)
        with PtyApp("--model", "scripted", JEVONS_PLAIN="true") as app:
            app.until(lambda: "/help says what else" in heard(app))
            app.type("\x04")
            assert app.leave() == 0
