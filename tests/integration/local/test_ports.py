"""Which ports a stack takes."""

import socket

from entente.local.ports import SPARE_PORTS, Reservation, free_port, is_free


def test_a_taken_port_is_passed_over() -> None:
    """When something listens on the usual port another one outside the range of outgoing ports is found."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        usual = listener.getsockname()[1]
        assert not is_free(usual)
        assert free_port(usual) in SPARE_PORTS
        assert is_free(free_port(usual))


def test_the_usual_port_comes_first() -> None:
    """A free usual port is the one."""
    usual = free_port(SPARE_PORTS.start)
    assert free_port(usual) == usual


def test_a_reserved_port_is_nobody_elses() -> None:
    """Two stacks starting at once take different ports though neither listens; closing gives them back."""
    usual = free_port(SPARE_PORTS.start)
    one, other = Reservation(), Reservation()
    assert one.take(usual) == usual
    assert other.take(usual) != usual
    one.close()
    other.close()
    again = Reservation()
    assert again.take(usual) == usual
    again.close()
