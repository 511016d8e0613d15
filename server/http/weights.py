"""The weights of what a header accepts, such as those of Accept and Accept-Encoding, by RFC 9110."""

import re

WEIGHT = re.compile(r"0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?")


def weight_of(part: str) -> float:
    """Its parameter q, a figure from 0, which is a refusal, to 1; 1 where there is none, or none of that form."""
    for parameter in part.split(";")[1:]:
        key, _, value = parameter.partition("=")
        if key.strip().lower() == "q" and WEIGHT.fullmatch(value.strip()):
            return float(value.strip())
    return 1.0


def weights_of(header: str) -> dict[str, float]:
    """What a header lists, in small letters, with its weights."""
    return {part.partition(";")[0].strip().lower(): weight_of(part) for part in header.split(",")}
