"""What a file is, by its first bytes and never by its name: a picture of a kind that can be read, or something else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property

from cnn_steps.picture_files.advice import CHOOSE_SCREENSHOT, COPY_AGAIN, SAVE_AS_PNG, TAKE_SCREENSHOT
from cnn_steps.picture_files.heif import HeifFile, heif_file
from cnn_steps.picture_files.heif_pictures import heif_structure
from cnn_steps.picture_files.structure import (
    MOST_PARTS,
    Structure,
    TiffDirectory,
    structure_of,
    tiff_directory,
    tiff_value,
    tiff_values,
)

FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "PPM", "AVIF", "HEIC")
"""The pictures that can be read, and the only decoders a file can reach. Those left out can run other programs (EPS) or
are rarely needed. HEIC is read by pi-heif, all others by Pillow, whose names these are."""

_SIGNATURES = (
    ("PNG", re.compile(rb"\x89PNG\r\n\x1a\n")),
    ("JPEG", re.compile(rb"\xff\xd8\xff")),
    ("WEBP", re.compile(rb"RIFF....WEBP", re.DOTALL)),
    ("GIF", re.compile(rb"GIF8[79]a")),
    ("BMP", re.compile(rb"BM(?:.{4}\0{4}|.{0,4}\0{0,3}\Z)", re.DOTALL)),
    ("TIFF", re.compile(rb"II[*+]\0|II\0\*|MM\0[*+]|MM\*\0")),
    ("PPM", re.compile(rb"P[1-6](?:[\s#]\s*(?:[\d#]|\Z))|Pf[\r\n]")),
)
# How files of these kinds begin, to compare with files that are cut off after a few bytes. A dot stands for any byte.
_STARTS = (
    *(b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"GIF87a", b"GIF89a", b"RIFF....WEBP", b"\0\0\0.ftyp....", b"BM"),
    *(b"II*\0", b"II+\0", b"MM\0*", b"MM\0+", b"P1", b"P2", b"P3", b"P4", b"P5", b"P6", b"Pf"),
)
# Parts of a signature, or what follows one, by which a file is known whose signature is damaged.
_NEARLY = (
    ("PNG", re.compile(rb"\x89PNG|.{12}IHDR", re.DOTALL)),
    ("JPEG", re.compile(rb"\xff\xd8|.{6}(?:JFIF|Exif)\0", re.DOTALL)),
    ("WEBP", re.compile(rb"RIFF.{4}(?:WEB|.EBP|W.BP|WE.P)|.{8}WEBPVP8", re.DOTALL)),
    ("GIF", re.compile(rb"GIF[8\x00-\x1f\x80-\xff]|.IF8[79]a|G.F8[79]a|GI.8[79]a", re.DOTALL)),
)
_HEIC_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1")
_AVIF_BRANDS = (b"avif", b"avis")
_OTHER_CODINGS = {
    b"avc1": "compressed with H.264",
    b"jpeg": "compressed with JPEG",
    b"j2k1": "compressed with JPEG 2000",
    b"vvc1": "compressed with H.266",
    b"evc1": "compressed with EVC",
    b"jxl1": "compressed with JPEG XL",
    b"unci": "without compression",
}

_PICTURE = "choose a picture file"
_INSIDE = "unpack it and choose a picture from it"
_PHOTO = "choose a photo, or a screenshot of the video"
_EXPORT = f"export it as JPEG where your photos are, or {CHOOSE_SCREENSHOT}"
_UNLOCKED = "open it with its password, take a screenshot and choose that"

# (how a file begins, what it is, what helps); the first that fits counts.
# Sources: the formats' own specifications, and IANA's media types.
_OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (rb"%!PS|\xc5\xd0\xd3\xc6", "a PostScript drawing", TAKE_SCREENSHOT),
    (rb"8BPS", "a Photoshop document", SAVE_AS_PNG),
    (rb"gimp xcf", "a GIMP drawing", SAVE_AS_PNG),
    (rb"PDN3", "a Paint.NET drawing", SAVE_AS_PNG),
    (rb"\0\0\x01\0|icns", "an icon", SAVE_AS_PNG),
    (rb"\0\0\0\x0cJXL \r\n\x87\n|\xff\x0a", "a JPEG XL picture", SAVE_AS_PNG),
    (rb"\0\0\0\x0cjP  \r\n\x87\n|\xff\x4f\xff\x51", "a JPEG 2000 picture", SAVE_AS_PNG),
    (rb"\x8aMNG", "an MNG animation", SAVE_AS_PNG),
    (rb"P7\n", "a PAM picture", SAVE_AS_PNG),
    (rb"PF\n", "a PFM picture in color", SAVE_AS_PNG),
    (rb"qoif", "a QOI picture", SAVE_AS_PNG),
    (rb"DDS ", "a DDS texture", SAVE_AS_PNG),
    (rb"v/1\x01", "an OpenEXR picture", SAVE_AS_PNG),
    (rb"#\?RADIANCE", "a Radiance HDR picture", SAVE_AS_PNG),
    (rb"AT&TFORM", "a DjVu document", TAKE_SCREENSHOT),
    (rb"SIMPLE  =", "a FITS picture of an observatory", SAVE_AS_PNG),
    (rb".{128}DICM", "a DICOM picture of a clinic", SAVE_AS_PNG),
    (rb"\xd7\xcd\xc6\x9a", "a Windows drawing (WMF)", TAKE_SCREENSHOT),
    (rb".{40} EMF", "a Windows drawing (EMF)", TAKE_SCREENSHOT),
    (rb"FUJIFILMCCD-RAW", "a camera's raw picture (Fujifilm RAF)", _EXPORT),
    (rb"IIR[OS]|MMOR", "a camera's raw picture (Olympus ORF)", _EXPORT),
    (rb"IIU\0", "a camera's raw picture (Panasonic RW2)", _EXPORT),
    (rb"FOVb", "a camera's raw picture (Sigma X3F)", _EXPORT),
    (rb".{4}ftypcrx ", "a camera's raw picture (Canon CR3)", _EXPORT),
    (rb".{4}ftypM4[AB]|.{8}(?:WAVE|AIFF)|ID3|\xff\xfb|fLaC|#!AMR", "a sound file", _PICTURE),
    (rb".{4}ftyp", "a video (MP4 or MOV), perhaps the moving half of a Live Photo", _PHOTO),
    (rb".{4}(?:moov|mdat|wide)", "a video (MOV)", _PHOTO),
    (rb"\x1aE\xdf\xa3", "a video (WebM or Matroska)", _PHOTO),
    (rb".{8}AVI ", "a video (AVI)", _PHOTO),
    (rb"0&\xb2u", "a video or a sound file of Windows", _PHOTO),
    (rb"FLV\x01", "a video (Flash)", _PHOTO),
    (rb"\0\0\x01[\xb3\xba]", "a video (MPEG)", _PHOTO),
    (rb"OggS", "a sound file or a video", _PICTURE),
    (rb"\x93NUMPY", "a NumPy array (.npy)", SAVE_AS_PNG),
    (rb"\x1f\x8b|\xfd7zXZ\0|BZh", "a compressed archive", _INSIDE),
    (rb"7z\xbc\xaf'\x1c", "a compressed archive (7z)", _INSIDE),
    (rb"Rar!\x1a\x07", "a compressed archive (RAR)", _INSIDE),
    (rb".{257}ustar", "an archive (tar)", _INSIDE),
    (rb"\0\x05\x16\x07", "the note that a Mac keeps beside a file", "choose the file of the same name without “._”"),
    (rb"\0\0\0\x01Bud1", "a note about a folder of a Mac (.DS_Store)", _PICTURE),
    (rb"book\0\0\0\0mark|L\0\0\0\x01\x14\x02\0", "a link to a file", "choose the picture it leads to"),
    (rb"SQLite format 3", "a database", _PICTURE),
    (rb"MZ", "a Windows program", _PICTURE),
    (rb"\x7fELF", "a program", _PICTURE),
    (rb"Salted__", "a protected file: it is encrypted", "decrypt it first"),
)

# (what is near the start of a text, in lower case; what it is, what helps); the first that is found counts.
_TEXTS: tuple[tuple[bytes, str, str], ...] = (
    (rb"\Aversion https://git-lfs", "a note of where Git LFS keeps the picture", "download the picture itself"),
    (rb"\A-----begin pgp message", "a protected file: it is encrypted with PGP", "decrypt it first"),
    (rb"\A-----begin (pkcs7|cms)", "a protected e-mail or file (.p7m)", "open it in your mail program"),
    (rb"\Aage-encryption\.org", "a protected file: it is encrypted", "decrypt it first"),
    (rb"adjustmentformatidentifier", "a note of how a photo was edited (.AAE)", "choose the photo of the same name"),
    (rb"<!doctype html|<html|<head\b|<body\b", "a web page", "open the picture by itself, then save that"),
    (rb"<svg\b", "an SVG drawing, which has no pixels", TAKE_SCREENSHOT),
    (rb"<!doctype plist|<plist", "a list of settings of a Mac or an iPhone", _PICTURE),
    (rb"\Amime-version:|\Afrom: |\Areceived: ", "an e-mail or a saved web page", "choose a picture out of it"),
    (rb"\A\[internetshortcut\]", "a link to a web page", "choose the picture it leads to"),
    (rb"\Adata:image/", "a picture written as text (base64)", f"decode it, or {CHOOSE_SCREENSHOT}"),
    (rb"\A/\* xpm \*/|\A#define \w+_width", "a picture written as program text", SAVE_AS_PNG),
    (rb"\A<\?xml", "an XML text", _PICTURE),
)
_AS_BASE_64 = re.compile(rb"\A(?:iVBORw0KGgo|/9j/|R0lGOD|UklGR|SUkqA|TU0AK|AAAA[A-Za-z0-9+/]{2}mdH)[A-Za-z0-9+/=\s]+\Z")

_RAW_CODINGS = {32767: "Sony ARW", 32769: "a raw format", 32770: "Samsung SRW", 34713: "Nikon NEF", 65535: "Pentax PEF"}
_FILTERS_OVER_PIXELS = (32803, 34892)  # photometric interpretations: color filter array, and linear raw


class PictureFile:
    """A file, and what its own bytes say of it. Each of these is worked out when it is first asked for, and kept.

    Parameters
    ----------
    data : the bytes of the file.

    Examples
    --------
    >>> file = PictureFile(b"P5 2 1 255 ab")
    >>> file.kind, file.structure.size
    ('PPM', (1, 2))
    """

    def __init__(self, data: bytes) -> None:
        self.data = data

    @cached_property
    def kind(self) -> str:
        """One of ``FORMATS``; ``""`` if it is none of them."""
        return kind_of(self.data)

    @property
    def name(self) -> str:
        """The kind as people write it."""
        return kind_name(self.kind)

    @cached_property
    def structure(self) -> Structure:
        """What its parts say; only for a file that has a kind."""
        return heif_structure(self.data) if self.kind in ("AVIF", "HEIC") else structure_of(self.data, self.kind)


def kind_of(data: bytes) -> str:
    """Tell which of the pictures that can be read a file is.

    Parameters
    ----------
    data : the bytes of the file.

    Returns
    -------
    One of ``FORMATS``; ``""`` if it is none of them. A camera's raw picture is none, though it begins like a TIFF.

    Examples
    --------
    >>> kind_of(b"P5 2 1 255 ab"), kind_of(b"plain text")
    ('PPM', '')
    """
    head = data[:1024]
    if head[4:8] == b"ftyp":
        return _heif_kind(heif_file(data, MOST_PARTS))
    kind = next((kind for kind, signature in _SIGNATURES if signature.match(head)), "")
    return "" if kind == "TIFF" and _raw_sort(data) else kind


def _heif_kind(file: HeifFile) -> str:
    by_coding = {b"av01": "AVIF", b"hvc1": "HEIC", b"hev1": "HEIC"}
    by_brand = dict.fromkeys(_HEIC_BRANDS, "HEIC") | dict.fromkeys(_AVIF_BRANDS, "AVIF")
    if by_brand.keys().isdisjoint(file.brands) or file.coding in _OTHER_CODINGS:
        return ""
    # Some files name the general brands first, though any other brand tells more.
    special = [brand for brand in file.brands if brand not in (b"mif1", b"msf1")]
    return by_coding.get(file.coding) or next((by_brand[brand] for brand in special if brand in by_brand), "HEIC")


def kind_name(kind: str) -> str:
    """Write one of ``FORMATS`` as people do.

    Examples
    --------
    >>> kind_name("WEBP"), kind_name("PNG")
    ('WebP', 'PNG')
    """
    return {"WEBP": "WebP"}.get(kind, kind)


def nearly(data: bytes) -> str:
    """Tell which kind of picture a file probably is whose first bytes are damaged, ``""`` if it looks like none.

    Examples
    --------
    >>> nearly(b"\\x88PNG" + bytes(8) + b"IHDR"), nearly(b"plain text")
    ('PNG', '')
    """
    return next((kind for kind, signature in _NEARLY if signature.match(data[:64])), "")


def begins_like_a_picture(data: bytes) -> bool:
    """Tell whether a file of a few bytes could go on as a picture.

    Examples
    --------
    >>> begins_like_a_picture(b"GIF8"), begins_like_a_picture(b"GIF89a...")
    (True, False)
    """
    return any(
        len(data) <= len(start) and all(wanted in (there, ord(".")) for there, wanted in zip(data, start, strict=False))
        for start in _STARTS
    )


def what_else(data: bytes) -> tuple[str, str]:
    """Tell what a file is that is none of the pictures that can be read.

    Parameters
    ----------
    data : the bytes of the file.

    Returns
    -------
    What it looks like, and what helps; two empty strings if nothing is known of it. What is encrypted or has a password
    is called protected.

    Examples
    --------
    >>> what_else(b"%PDF-1.7")
    ('a PDF document', 'open it, take a screenshot and choose that')
    """
    return next(_others(data), ("", ""))


def _others(data: bytes) -> Iterator[tuple[str, str]]:
    head = data[:4096]
    if sort := head[4:8] == b"ftyp" and _heif_sort(heif_file(data, MOST_PARTS)):
        yield f"a HEIF picture {sort}", SAVE_AS_PNG
    if sort := head[:2] in (b"II", b"MM") and _raw_sort(data):
        yield f"a camera's raw picture ({sort})", _EXPORT
    if b"%PDF" in head[:1024]:
        protected = b"/Encrypt" in data
        yield ("a protected PDF document", _UNLOCKED) if protected else ("a PDF document", TAKE_SCREENSHOT)
    if head.startswith((b"PK\3\4", b"PK\5\6", b"PK\7\x08")):
        yield _zip_sort(data)
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        yield _old_office_sort(data)
    if head[:1] == b"0" and b"\x06\x09*\x86H\x86\xf7\x0d\x01\x07" in head[:64]:
        yield "a protected e-mail or file (.p7m)", "open it in your mail program"
    if head.startswith(b"bplist00"):
        page = b"WebMainResource" in data
        yield ("a saved web page", TAKE_SCREENSHOT) if page else ("a list of settings of a Mac", _PICTURE)
    if b"\xef\xbf\xbd" in head[:16] or re.match(rb"\x89PNG(?:\n\x1a\n|\r\n\x1a\r\n)", head):
        yield "a picture that was copied as if it were text, which destroys it", COPY_AGAIN
    if data.endswith(b"TRUEVISION-XFILE.\0"):
        yield "a TGA picture", SAVE_AS_PNG
    for start, what, helps in _OTHERS:
        if re.match(start, head, re.DOTALL):
            yield what, helps
    if not any(head):
        yield "a failed copy: it begins with nothing but zeros", COPY_AGAIN
    yield from _texts(head)


def _heif_sort(file: HeifFile) -> str:
    return _OTHER_CODINGS.get(file.coding, "")


def _raw_sort(data: bytes) -> str:
    """Tell which camera's raw picture a TIFF is, ``""`` if it is an ordinary TIFF.

    A raw picture has one level per pixel, as each pixel of a sensor is behind a filter of one color. That picture is in
    a directory of its own, beside those of its previews.
    """
    if data[8:10] == b"CR":
        return "Canon CR2"
    first = tiff_directory(data)
    if 50706 in first.fields:
        return "DNG"
    inside = [tiff_directory(data, position, 500) for position in tiff_values(data, first, 330, 16)]
    for directory in (first, *inside):
        if tiff_value(data, directory, 262) in _FILTERS_OVER_PIXELS:
            return _maker(data, first) or _RAW_CODINGS.get(tiff_value(data, directory, 259), "a raw format")
        if sort := _RAW_CODINGS.get(tiff_value(data, directory, 259)):
            return sort
    return ""


def _maker(data: bytes, directory: TiffDirectory) -> str:
    maker = bytes(level & 0xFF for level in tiff_values(data, directory, 271, 20)).lower()
    known = {b"nikon": "Nikon NEF", b"sony": "Sony ARW", b"pentax": "Pentax PEF", b"samsung": "Samsung SRW"}
    return next((sort for name, sort in known.items() if maker.startswith(name)), "")


def _zip_sort(data: bytes) -> tuple[str, str]:
    if len(data) > 6 and data[6] & 1:
        return "a protected ZIP archive", "unpack it with its password and choose a picture from it"
    names = data[:8192] + data[-65_536:]
    sorts = {
        b"word/": "a Word document",
        b"xl/": "an Excel document",
        b"ppt/": "a PowerPoint document",
        b"opendocument": "an office document",
        b"application/epub": "an e-book",
        b"image/openraster": "a drawing of Krita or MyPaint",
        b"application/x-krita": "a drawing of Krita or MyPaint",
        b"Index/Document.iwa": "a document of Pages, Numbers or Keynote",
        b".npy": "NumPy arrays (.npz)",
    }
    what = next((what for name, what in sorts.items() if name in names), "")
    return (what, "save the picture in it by itself, or take a screenshot") if what else ("a ZIP archive", _INSIDE)


def _old_office_sort(data: bytes) -> tuple[str, str]:
    if "EncryptedPackage".encode("utf-16le") in data:
        return "a protected office document", _UNLOCKED
    sorts = {"WordDocument": "a Word document", "Workbook": "an Excel document", "PowerPoint": "a PowerPoint document"}
    what = next((what for name, what in sorts.items() if name.encode("utf-16le") in data), "an old office document")
    return what, TAKE_SCREENSHOT


def _texts(head: bytes) -> Iterator[tuple[str, str]]:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) and head.count(b"\0") * 3 > len(head):
        head = head[2:].replace(b"\0", b"")
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if _AS_BASE_64.match(text):
        yield "a picture written as text (base64)", f"decode it, or {CHOOSE_SCREENSHOT}"
    for pattern, what, helps in _TEXTS:
        if re.search(pattern, text.lower()):
            yield what, helps
    if _is_text(head):
        yield "text", _PICTURE


def _is_text(head: bytes) -> bool:
    """Tell whether these bytes are text: no zeros in them, and no other control codes than tabs and ends of lines."""
    return all(byte >= 32 or byte in b"\t\n\r\f" for byte in head)
