from jevons.core import paths
from jevons.core.doctor import storage
from jevons.core.doctor.findings import Health
from jevons.core.runs.library import Library


def test_a_new_home_is_well():
    Library.open()[0].close()
    found = [*storage.files(), *storage.library(), *storage.disk()]
    assert {finding.health for finding in found if finding.subject != "disk"} == {Health.WELL}
    assert any("0 conversations, 0 runs" in finding.found for finding in found)


def test_a_setting_and_a_key_that_cannot_be_are_told():
    paths.private_dir(paths.config_dir())
    paths.settings_file().write_text("threads = -1\n")
    paths.keys_file().write_text("[nowhere]\n")
    ill = [finding for finding in storage.files() if finding.health is Health.ILL]
    assert ["threads" in ill[0].found, "nowhere" in ill[1].found] == [True, True]


def test_a_directory_that_others_can_read_is_told():
    paths.private_dir(paths.config_dir()).chmod(0o755)
    (finding,) = [finding for finding in storage.files() if finding.subject == "privacy"]
    assert finding.advice == f"chmod 700 {paths.config_dir()}"


def test_a_damaged_library_is_told():
    paths.private_dir(paths.data_dir())
    paths.library_file().write_bytes(b"no database at all" * 100)
    first, *_ = storage.library()
    assert first.health is Health.ILL
    assert "damaged" in first.found
