"""The smallest workbook around one worksheet: the parts that say where its parts are."""

import zipfile

WORKSHEET = "xl/worksheets/sheet1.xml"
STYLES = "xl/styles.xml"
STRINGS = "xl/sharedStrings.xml"

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
ROOT_RELATIONS_XML = (
    f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{TYPES}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
)
WORKBOOK_XML = (
    f'<workbook xmlns="{MAIN}" xmlns:r="{TYPES}"><workbookPr date1904="{{date1904}}"/>'
    '<sheets><sheet name="Sheet" sheetId="1" r:id="rId1"/></sheets></workbook>'
)
RELATIONS_XML = (
    f'<Relationships xmlns="{RELATIONS}">'
    f'<Relationship Id="rId1" Type="{TYPES}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{TYPES}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{TYPES}/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
)


def write_skeleton(out: zipfile.ZipFile, *, date1904: bool) -> None:
    """Write all parts but the worksheet, its styles and its strings; `date1904`: whether days count from 1904."""
    out.writestr("_rels/.rels", ROOT_RELATIONS_XML)
    out.writestr("xl/workbook.xml", WORKBOOK_XML.format(date1904=int(date1904)))
    out.writestr("xl/_rels/workbook.xml.rels", RELATIONS_XML)
