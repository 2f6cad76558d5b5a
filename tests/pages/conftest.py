"""What tests of pages share: the files a page offers."""

import pytest
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage


@pytest.fixture
def offered(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """The text of every file that pages offer, by its name."""
    files: dict[str, str] = {}
    load = MemoryMediaFileStorage.load_and_get_id

    def note(self, data, mimetype, kind, filename=None):
        if kind is MediaFileKind.DOWNLOADABLE:  # and no picture for the page itself
            files[filename] = data.decode()
        return load(self, data, mimetype, kind, filename)

    monkeypatch.setattr(MemoryMediaFileStorage, "load_and_get_id", note)
    return files
