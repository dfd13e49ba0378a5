from jevons.core.child_environment import child_environment


def test_a_key_goes_to_no_child_whatever_its_name(monkeypatch):
    for name in ("OPENAI_API_KEY", "MY_BOX", "JEVONS_KEY", "HF_TOKEN", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "sk-secret")
    for network in (False, True):
        assert "sk-secret" not in child_environment({}, network=network).values()


def test_what_programs_run_by_stays(monkeypatch):
    kept = {"PATH": "/bin", "LD_LIBRARY_PATH": "/lib", "OMP_NUM_THREADS": "2", "LC_ALL": "C"}
    for name, value in kept.items():
        monkeypatch.setenv(name, value)
    assert kept.items() <= child_environment({}).items()


def test_the_way_to_the_index_is_for_those_that_fetch_alone(monkeypatch):
    monkeypatch.setenv("PIP_INDEX_URL", "https://user:password@example.org/simple")
    monkeypatch.setenv("https_proxy", "http://proxy:3128")
    assert not {"PIP_INDEX_URL", "https_proxy"} & child_environment({}).keys()
    assert {"PIP_INDEX_URL", "https_proxy"} <= child_environment({}, network=True).keys()


def test_what_is_added_goes_first(monkeypatch):
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    assert child_environment({"PYTHONHASHSEED": "0"})["PYTHONHASHSEED"] == "0"
