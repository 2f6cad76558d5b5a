"""What a file is: the pictures that can be read, what else people choose, and what the boxes of HEIC and AVIF say."""

import io
import struct
import zipfile

import pytest
from PIL import Image

from cnn_steps.picture_files import heif_pictures
from cnn_steps.picture_files.coded_sizes import (
    av1_size,
    av1_units,
    hevc_configured_units,
    hevc_size,
    hevc_units,
)
from cnn_steps.picture_files.heif import heif_file
from cnn_steps.picture_files.heif_pictures import heif_structure
from cnn_steps.picture_files.kinds import FORMATS, kind_of, what_else
from cnn_steps.picture_files.structure import MOST_PARTS
from tests.cnn_steps.picture_files.handmade_files import (
    HEVC_PARAMETERS,
    av1_header,
    bits_to_bytes,
    box,
    full_box,
    grid,
    heif,
    hevc_parameters,
    hvcc,
    in_units,
    ispe,
    photo_as,
    track,
)
from tests.made_files import handmade_tiff, saved


@pytest.mark.parametrize("kind", [kind for kind in FORMATS if kind != "HEIC"])
def test_a_file_that_pillow_writes_is_of_its_kind(kind):
    assert kind_of(photo_as(kind)) == kind


@pytest.mark.parametrize(
    "data",
    [
        photo_as("TIFF", big_tiff=True),
        photo_as("WEBP", lossless=True),
        photo_as("MPO", save_all=True),
        b"P4\n8 1\n\0",
        b"P1 # a comment\n1 1 1",
        b"Pf\n1 1\n-1.0\n\0\0\0\0",
        b"MM\0*\0\0\0\x08" + bytes(20),
    ],
)
def test_other_writings_of_a_kind_are_known(data):
    assert kind_of(data) in ("TIFF", "WEBP", "JPEG", "PPM")


@pytest.mark.parametrize(
    ("brands", "coding", "kind"),
    [
        ((b"heic", b"mif1"), b"hvc1", "HEIC"),
        ((b"heix", b"mif1"), b"hvc1", "HEIC"),
        ((b"mif1", b"heic"), b"hvc1", "HEIC"),
        ((b"mif1", b"miaf"), b"hvc1", "HEIC"),
        ((b"avif", b"mif1"), b"av01", "AVIF"),
        ((b"mif1", b"avif"), b"av01", "AVIF"),
        ((b"mif1", b"miaf"), b"av01", "AVIF"),
        ((b"mif1", b"miaf"), b"jpeg", ""),
        ((b"mif1", b"avci"), b"avc1", ""),
        ((b"isom", b"mp42"), b"hvc1", ""),
    ],
)
def test_the_coding_of_the_picture_decides_between_heic_and_avif(brands, coding, kind):
    assert kind_of(heif([(1, coding)], brands=brands)) == kind


@pytest.mark.parametrize(
    ("brands", "kind"),
    [((b"mif1", b"avif"), "AVIF"), ((b"mif1", b"heic"), "HEIC"), ((b"mif1",), "HEIC"), ((b"avis", b"msf1"), "AVIF")],
)
def test_without_a_picture_the_brands_decide(brands, kind):
    assert kind_of(heif([], brands=brands, properties={})) == kind


def test_the_coding_of_a_grid_is_that_of_its_tiles():
    tiles = heif(
        [(1, b"grid"), (2, b"av01")],
        brands=(b"mif1", b"miaf"),
        data={1: grid(1, 1, (8, 8)), 2: b"\x55" * 20},
        references=[(b"dimg", 1, [2])],
    )
    assert kind_of(tiles) == "AVIF"


def zipped(name, content=b"", password=False):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(name, content)
    data = bytearray(file.getvalue())
    data[6] |= password
    return bytes(data)


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500)


@pytest.mark.parametrize(
    ("data", "looks"),
    [
        (b"this is only text\n", "text"),
        ("ein Täßchen\n".encode("utf-16"), "text"),
        (b'<?xml version="1.0"?>\n<svg width="9" height="9"></svg>', "an SVG drawing, which has no pixels"),
        (b"\xef\xbb\xbf\n<!DOCTYPE html>\n<title>a picture</title>", "a web page"),
        (b"<html><body>404</body></html>", "a web page"),
        (b"bplist00" + b"\0WebMainResource", "a saved web page"),
        (b"From: a@b\nMIME-Version: 1.0\n", "an e-mail or a saved web page"),
        (
            b"<?xml?><!DOCTYPE plist><dict><key>adjustmentFormatIdentifier</key>",
            "a note of how a photo was edited (.AAE)",
        ),
        (b"<?xml?><!DOCTYPE plist><dict/>", "a list of settings of a Mac or an iPhone"),
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n", "a note of where Git LFS keeps the picture"),
        (b"[InternetShortcut]\r\nURL=https://example.org", "a link to a web page"),
        (b"iVBORw0KGgoAAAANSUhEUgAA\n", "a picture written as text (base64)"),
        (b"data:image/png;base64,iVBORw0K", "a picture written as text (base64)"),
        (b"%PDF-1.7\n", "a PDF document"),
        (b"%PDF-1.7\ntrailer << /Encrypt 9 0 R >>", "a protected PDF document"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "a PostScript drawing"),
        (zipped("a.txt"), "a ZIP archive"),
        (zipped("a.txt", password=True), "a protected ZIP archive"),
        (zipped("word/document.xml"), "a Word document"),
        (zipped("xl/workbook.xml"), "an Excel document"),
        (zipped("ppt/presentation.xml"), "a PowerPoint document"),
        (zipped("conv1.kernels.npy"), "NumPy arrays (.npz)"),
        (OLE + "WordDocument".encode("utf-16le"), "a Word document"),
        (OLE + "EncryptedPackage".encode("utf-16le"), "a protected office document"),
        (b"0\x82\1\0\x06\x09*\x86H\x86\xf7\x0d\x01\x07\x03", "a protected e-mail or file (.p7m)"),
        (b"-----BEGIN PGP MESSAGE-----", "a protected file: it is encrypted with PGP"),
        (
            box(b"ftyp", b"qt  ", bytes(4)) + box(b"mdat"),
            "a video (MP4 or MOV), perhaps the moving half of a Live Photo",
        ),
        (box(b"ftyp", b"M4A ", bytes(4)), "a sound file"),
        (box(b"moov"), "a video (MOV)"),
        (b"RIFF\x24\0\0\0WAVEfmt ", "a sound file"),
        (b"RIFF\x24\0\0\0AVI LIST", "a video (AVI)"),
        (b"\x1aE\xdf\xa3\x9f", "a video (WebM or Matroska)"),
        (b"ID3\4\0\0", "a sound file"),
        (box(b"ftyp", b"crx ", bytes(4)), "a camera's raw picture (Canon CR3)"),
        (b"FUJIFILMCCD-RAW 0201", "a camera's raw picture (Fujifilm RAF)"),
        (b"IIRO\x08\0\0\0", "a camera's raw picture (Olympus ORF)"),
        (b"\0\0\0\x0cJXL \r\n\x87\n", "a JPEG XL picture"),
        (b"\xff\x0a\x12\x34", "a JPEG XL picture"),
        (photo_as("JPEG2000"), "a JPEG 2000 picture"),
        (photo_as("ICO"), "an icon"),
        (photo_as("TGA"), "a TGA picture"),
        (b"8BPS\0\1", "a Photoshop document"),
        (b"gimp xcf v011", "a GIMP drawing"),
        (b"\0\5\x16\7\0\2\0\0Mac OS X", "the note that a Mac keeps beside a file"),
        (b"\x1f\x8b\x08", "a compressed archive"),
        (bytes(5000) + b"1", "a failed copy: it begins with nothing but zeros"),
        (b"\xef\xbf\xbdPNG\n\x1a\n", "a picture that was copied as if it were text, which destroys it"),
        (b"\x89PNG\n\x1a\n\0\0\0\rIHDR", "a picture that was copied as if it were text, which destroys it"),
        (heif([(1, b"avc1")], brands=(b"mif1",)), "a HEIF picture compressed with H.264"),
        (heif([(1, b"unci")], brands=(b"mif1",)), "a HEIF picture without compression"),
        (b"\0\1\2\3\4", ""),
    ],
)
def test_what_people_choose_instead_of_a_picture_is_called_by_its_name(data, looks):
    what, helps = what_else(data)
    assert (kind_of(data), what, bool(helps)) == ("", looks, bool(looks))


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("tags", "inside", "sort"),
    [
        ({50706: (4, 0x01040000)}, [], "DNG"),
        ({259: (3, 34713)}, [], "Nikon NEF"),
        ({254: (4, 1), 262: (3, 2)}, [{262: (3, 32803), 259: (3, 34713)}], "Nikon NEF"),
        ({254: (4, 1)}, [{259: (3, 32767)}], "Sony ARW"),
        ({254: (4, 1)}, [{262: (3, 32803), 259: (3, 1)}], "a raw format"),
    ],
)
def test_a_cameras_raw_picture_is_told_from_the_tiff_it_is_written_as(tags, inside, sort, order):
    data = handmade_tiff({256: (4, 160), 257: (4, 120), **tags}, order=order, inside=inside)
    assert kind_of(data) == ""
    assert what_else(data)[0] == f"a camera's raw picture ({sort})"


def test_a_canon_raw_picture_is_told_by_its_mark():
    assert what_else(b"II*\0\x10\0\0\0CR\2\0" + bytes(40))[0] == "a camera's raw picture (Canon CR2)"


def test_a_tiff_with_a_directory_inside_is_no_raw_picture():
    assert kind_of(handmade_tiff({256: (4, 1), 257: (4, 1)}, inside=[{254: (4, 1), 262: (3, 2)}])) == "TIFF"


# Sizes inside compressed pictures


def test_the_size_of_hevc_parameters_is_read():
    assert hevc_size(HEVC_PARAMETERS) == (64, 64)
    assert hevc_size(hevc_parameters(777, 12_345)) == (777, 12_345)
    assert hevc_size(b"\x40" + HEVC_PARAMETERS[1:]) is None, "another type of unit"
    assert all(hevc_size(HEVC_PARAMETERS[:cut]) in (None, (64, 64)) for cut in range(len(HEVC_PARAMETERS)))


def test_the_size_of_hevc_parameters_is_read_behind_layers_and_with_every_color():
    assert hevc_size(hevc_parameters(777, 12_345, layers=2)) == (777, 12_345)
    assert hevc_size(hevc_parameters(777, 12_345, chroma=3)) == (777, 12_345)
    assert hevc_size(hevc_parameters(777, 2**40)) is None, "no number is this long"


def test_each_unit_of_an_hevc_picture_is_found():
    units = [b"\x26\1abc", HEVC_PARAMETERS, b"\x26\1"]
    assert list(hevc_units(memoryview(in_units(*units)), 4)) == units
    assert list(hevc_configured_units(memoryview(hvcc(*units)[8:]))) == units
    assert list(hevc_configured_units(memoryview(bytes(22) + b"\1\x21\xff\xff"))) == [], "none of them is there"


@pytest.mark.parametrize("size", [(12, 16), (300, 200), (1, 1)])
def test_the_size_of_an_av1_picture_is_read_as_pillow_writes_it(size):
    rows, cols = size
    data = saved(Image.new("RGB", (cols, rows)), "AVIF")
    file = heif_file(data, MOST_PARTS)
    (position, length), *_ = file.extents[file.primary]
    sizes = [av1_size(unit) for unit in av1_units(memoryview(data)[position : position + length])]
    assert size in sizes and set(sizes) <= {size, None}


def test_an_av1_unit_may_have_a_byte_more_in_its_head():
    header = av1_header(480, 640)
    longer = bytes([header[0] | 4, 0]) + header[1:]
    assert [av1_size(unit) for unit in av1_units(memoryview(longer))] == [(480, 640)]


def test_the_long_av1_header_of_an_animation_is_read():
    bits = "000" + "0" + "0" + "1" + "0" * 64 + "1" + "1" + "1" + "00111" + "0" * 42  # timing and a decoder's model
    bits += "0" + "00000" + "0" * 12 + "01000" + "1" + "1" + "0" * 17  # one operating point of level 8
    bits += "1111" + "1111" + f"{639:016b}" + f"{479:016b}"
    assert av1_size(b"\x0a" + bits_to_bytes(bits)) == (480, 640)


# Boxes


def test_items_counted_in_four_bytes_are_found():
    info = full_box(b"infe", struct.pack(">HH", 7, 0), b"hvc1\0", version=2)
    inside = full_box(b"meta", full_box(b"iinf", struct.pack(">I", 1), info, version=1))
    assert heif_file(box(b"ftyp", b"heic", bytes(4)) + inside, MOST_PARTS).items == {7: b"hvc1"}


@pytest.mark.parametrize(("flags", "depth"), [(0, 8), (0x40, 10), (0x60, 12)])
def test_the_depth_of_an_avif_is_read_from_its_picture_or_from_its_frames(flags, depth):
    tells = box(b"av1C", bytes([0x81, 0, flags, 0]))
    still = heif([(1, b"av01"), (2, b"av01")], properties={2: [box(b"av1C", b"\x81\0\x20\0")], 1: [ispe(8, 8), tells]})
    assert heif_structure(still).depth == depth
    moving = box(b"ftyp", b"avis", bytes(4), b"msf1") + track(coding=b"av01", tells=tells)
    assert heif_structure(moving).depth == depth
    another = heif([(1, b"av01"), (2, b"av01")], properties={1: [ispe(8, 8)], 2: [tells]})
    assert heif_structure(another).depth == 8


def test_the_structure_of_a_heic_counts_what_is_decoded_for_the_picture_to_show():
    data = heif(
        [(1, b"grid"), (2, b"hvc1"), (3, b"hvc1"), (9, b"Exif"), (7, b"hvc1")],
        properties={1: [ispe(64, 120)], 2: [ispe(64, 64)], 3: [ispe(64, 64)], 7: [ispe(64, 120)]},
        data={1: grid(1, 3, (64, 120)), 2: bytes(9), 3: bytes(9), 9: bytes(9), 7: bytes(9)},
        references=[(b"dimg", 1, [2, 3, 2]), (b"auxl", 7, [1])],
    )
    structure = heif_structure(data)
    assert (structure.size, structure.items, structure.decoded) == ((64, 120), 5, 4)
    assert structure.work == 64 * (120 + 3 * 64 + 120)
    assert structure.whole and not structure.damage and structure.end is None


WIDE = b"\0\0\0\1free" + struct.pack(">Q", 21) + bytes(5)  # a box whose length takes 8 bytes


@pytest.mark.parametrize("behind", [bytes(3), bytes(500), box(b"free", bytes(30)), box(b"trak", b"abcd"), WIDE])
def test_what_stands_behind_the_last_box_does_no_harm(behind):
    structure = heif_structure(heif(tail=behind))
    assert structure.whole and not structure.damage and structure.size == (8, 8)


def test_sizes_anywhere_in_the_picture_to_show_count_and_others_do_not():
    parameters = hevc_parameters(3000, 2000)
    inside = in_units(parameters)
    for data in (
        heif(properties={1: [ispe(8, 8), hvcc(parameters)]}),
        heif(data={1: inside}),
        heif(properties={1: [ispe(3000, 2000), hvcc(HEVC_PARAMETERS)]}),
        heif([(1, b"av01")], data={1: b"\x12\0" + av1_header(3000, 2000)}),
        heif([(1, b"grid"), (2, b"hvc1")], data={1: grid(1, 1, (3000, 2000)), 2: b""}, references=[(b"dimg", 1, [2])]),
    ):
        assert heif_structure(data).size == (3000, 2000)
    thumbnail = heif(
        [(1, b"hvc1"), (2, b"hvc1")],
        properties={1: [ispe(8, 8)], 2: [ispe(3000, 2000)]},
        references=[(b"thmb", 2, [1])],
    )
    assert heif_structure(thumbnail).size == (8, 8)


@pytest.mark.parametrize(
    "content", [grid(1, 1, (3000, 2000)), b"\0\0" + bytes(8) + struct.pack(">HH", 2000, 3000)], ids=["grid", "overlay"]
)
def test_the_size_of_a_picture_put_together_from_others_is_read(content):
    coding = b"grid" if content.startswith(b"\0\1") else b"iovl"
    items, references = [(1, coding), (2, b"hvc1")], [(b"dimg", 1, [2])]
    assert heif_structure(heif(items, data={1: content, 2: b""}, references=references)).size == (3000, 2000)
    place = struct.pack(">HHHHHII", 1, 1, 1, 0, 1, 0, len(content))  # counted from idat
    inside = full_box(b"meta", full_box(b"iloc", b"\x44\0", place, version=1), box(b"idat", content))
    assert heif_structure(heif(items, data={2: b""}, references=references, more=inside)).size == (3000, 2000)


def test_units_behind_lengths_of_two_bytes_are_read():
    parameters = hevc_parameters(3000, 2000)
    tells = box(b"hvcC", bytes(21), b"\x01\0")
    unit = struct.pack(">H", len(parameters)) + parameters
    assert heif_structure(heif(properties={1: [ispe(8, 8), tells]}, data={1: unit})).size == (3000, 2000)


def test_only_pictures_put_together_from_others_are_looked_for_in_others():
    data = heif(
        [(1, b"hvc1"), (2, b"hvc1")],
        properties={1: [ispe(8, 8)], 2: [ispe(3000, 2000)]},
        references=[(b"dimg", 1, [2])],
    )
    structure = heif_structure(data)
    assert (structure.size, structure.decoded) == ((8, 8), 1)


def test_a_file_that_ends_inside_the_head_of_a_box_is_not_whole():
    data = box(b"ftyp", b"hevc", bytes(4), b"msf1") + track() + box(b"mdat", bytes(8))
    assert heif_structure(data).whole and not heif_structure(data[:-12]).whole


def test_no_more_than_a_hundred_brands_are_read():
    assert len(heif_file(box(b"ftyp", b"heic", bytes(4), b"mif1" * 10_000), MOST_PARTS).brands) == 101


def test_parameters_in_two_pieces_are_put_together():
    parameters = hevc_parameters(3000, 2000)
    inside = in_units(parameters)
    at = heif(data={1: inside}).index(inside) + 8  # the second piece takes 8 bytes more to name
    in_two = heif(data={1: inside}, extents={1: [(at, 9), (at + 9, len(inside) - 9)]})
    assert in_two[at:].startswith(inside)
    assert heif_structure(in_two).size == (3000, 2000)


def test_an_animation_counts_its_frames_and_its_largest_size():
    parameters = hevc_parameters(3000, 2000)
    ftyp = box(b"ftyp", b"hevc", bytes(4), b"msf1")
    first = len(ftyp) + len(track()) + 8
    structure = heif_structure(ftyp + track(first=first) + box(b"mdat", in_units(parameters)))
    assert (structure.frames, structure.size) == (3, (3000, 2000))
    assert structure.sort == "a HEIC that holds a sequence of pictures"
    assert heif_structure(ftyp + track(size=(4000, 3000))).size == (4000, 3000)
    assert heif_structure(heif(more=track())).sort == ""


@pytest.mark.parametrize(("name", "before"), [(b"meta", 4), (b"iinf", 6), (b"moov", 0), (b"stbl", 0)])
def test_boxes_in_boxes_are_followed_however_deep_they_stand(name, before):
    inside = b""
    for _ in range(5000):
        inside = box(name, bytes(before), inside)
    assert kind_of(heif(more=inside)) == "HEIC"
    assert heif_structure(heif(more=inside)).parts > 5000


def test_frames_and_codings_of_many_tracks_are_not_looked_at_together(monkeypatch):
    looked = []
    monkeypatch.setattr(heif_pictures, "hevc_size", looked.append)
    parameters = hevc_parameters(8, 8)
    ftyp = box(b"ftyp", b"hevc", bytes(4), b"msf1")
    tracks = 2000 * track(first=len(ftyp) + 8)
    unit = struct.pack(">I", len(parameters)) + parameters
    heif_structure(ftyp + box(b"mdat", unit) + tracks)
    assert 0 < len(looked) <= 2 * MOST_PARTS
