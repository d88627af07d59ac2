"""A busy port gets a sentence that says what cannot start and what to do."""

import socket

import pytest

from local.aws.ports import LOOPBACK, PortBusyError, free_port, require_free


def test_a_busy_port_names_the_setting_that_chooses_another() -> None:
    with socket.socket() as taken:
        taken.bind((LOOPBACK, 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(PortBusyError, match=f"the console .* make run CONSOLE_PORT={port + 1}"):
            require_free(port, "the console", "CONSOLE_PORT")


def test_a_free_port_is_no_reason_to_complain() -> None:
    require_free(free_port())
