"""The description of all sets as XML: their types with properties and keys, as CSDL 4.0 has it."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from db.shared.conditions import Function
from server.odata.sets import NAMESPACE, EntityType, edm_of

EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
EDM = "http://docs.oasis-open.org/odata/ns/edm"
MEDIA_TYPE = "application/xml"
CONTAINER = "Container"
FUNCTIONS = "Org.OData.Capabilities.V1.FilterFunctions"
DESCRIPTION = "Org.OData.Core.V1.Description"

ET.register_namespace("edmx", EDMX)


def metadata(types: Sequence[EntityType]) -> bytes:
    """The document of some sets."""
    root = ET.Element(f"{{{EDMX}}}Edmx", Version="4.0")
    # The prefix of the inner namespace is none: it is written as an attribute, which ElementTree leaves as it is.
    schema = ET.SubElement(ET.SubElement(root, f"{{{EDMX}}}DataServices"), "Schema", xmlns=EDM, Namespace=NAMESPACE)
    for type_ in types:
        _add_type(schema, type_)
    container = ET.SubElement(schema, "EntityContainer", Name=CONTAINER)
    for type_ in types:
        one = ET.SubElement(container, "EntitySet", Name=type_.set.name, EntityType=type_.full_name)
        ET.SubElement(one, "Annotation", Term=DESCRIPTION, String=type_.set.report.summary)
    listed = ET.SubElement(ET.SubElement(container, "Annotation", Term=FUNCTIONS), "Collection")
    for function in Function:
        ET.SubElement(listed, "String").text = function.value
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=True))


def _add_type(schema: ET.Element, type_: EntityType) -> None:
    added = ET.SubElement(schema, "EntityType", Name=type_.set.name)
    key = ET.SubElement(added, "Key")
    for name in type_.set.key:
        ET.SubElement(key, "PropertyRef", Name=name)
    for name, column in type_.columns.items():
        edm = edm_of(column)
        facets = {"Nullable": "false"} if name in type_.set.key else {}
        ET.SubElement(added, "Property", {"Name": name, "Type": edm.name, **facets, **edm.facets})
