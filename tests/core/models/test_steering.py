import asyncio

import pytest

from jevons.core.models.steering import Interrupted, Steering


async def forever():
    await asyncio.Event().wait()


async def value():
    await asyncio.sleep(0)
    return 42


def test_work_that_nobody_interrupts_comes_through():
    async def main():
        return await Steering().race(value(), thinking=True)

    assert asyncio.run(main()) == 42


def test_the_works_own_error_comes_through():
    async def fail():
        raise LookupError("gone")

    async def main():
        await Steering().race(fail())

    with pytest.raises(LookupError, match="gone"):
        asyncio.run(main())


@pytest.mark.parametrize("signal", [Steering.stop, Steering.end_thought])
def test_a_signal_cancels_the_work(signal):
    cancelled = []

    async def work():
        try:
            await forever()
        except asyncio.CancelledError:
            cancelled.append(True)
            raise

    async def main():
        steering = Steering()
        asyncio.get_running_loop().call_soon(signal, steering)
        with pytest.raises(Interrupted):
            await steering.race(work(), thinking=True)

    asyncio.run(main())
    assert cancelled == [True]


def test_the_wish_for_the_answer_counts_only_while_thinking():
    async def main():
        steering = Steering()
        steering.end_thought()
        assert steering.wants_answer
        assert not steering.stopped
        return await steering.race(value())

    assert asyncio.run(main()) == 42


def test_after_a_signal_nothing_more_begins():
    begun = []

    async def work():
        begun.append(True)

    async def main():
        steering = Steering()
        steering.stop()
        steering.stop()
        with pytest.raises(Interrupted):
            await steering.race(work())

    asyncio.run(main())
    assert begun == []


def test_whoever_gives_up_waiting_ends_the_work_too():
    ended = []

    async def work():
        try:
            await forever()
        finally:
            ended.append(True)

    async def main():
        waiting = asyncio.ensure_future(Steering().race(work()))
        await asyncio.sleep(0.001)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        assert waiting.cancelled()

    asyncio.run(main())
    assert ended == [True]


def test_each_wish_to_think_on_counts_once():
    async def main():
        steering = Steering()
        assert not steering.take_extension()
        steering.think_on()
        steering.think_on()
        assert [steering.take_extension() for _ in range(3)] == [True, True, False]

    asyncio.run(main())
