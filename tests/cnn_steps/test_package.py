"""The package as a whole: everything public is importable flat."""

import pkgutil

import cnn_steps


def test_everything_promised_is_there():
    assert [name for name in cnn_steps.__all__ if not hasattr(cnn_steps, name)] == []


def test_no_module_is_hidden_behind_a_function_of_its_name():
    modules = {module.name for module in pkgutil.iter_modules(cnn_steps.__path__)}
    assert modules & set(cnn_steps.__all__) == set()
