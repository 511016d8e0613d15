"""Names of the two-letter states and territories."""

STATE_NAMES = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California", "CO": "Colorado",
    "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia", "FL": "Florida", "GA": "Georgia",
    "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois", "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky",
    "LA": "Louisiana", "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada", "NH": "New Hampshire",
    "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York", "NC": "North Carolina", "ND": "North Dakota",
    "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon", "PA": "Pennsylvania", "RI": "Rhode Island",
    "SC": "South Carolina", "SD": "South Dakota", "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont",
    "VA": "Virginia", "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "AS": "American Samoa", "GU": "Guam", "MP": "Northern Mariana Islands", "PR": "Puerto Rico",
    "VI": "U.S. Virgin Islands",
}  # fmt: skip
NO_STATE = "N/A"
ACCEPTED = "a two-letter code or N/A"
CODES = {name.casefold(): code for code, name in STATE_NAMES.items()}


def state_name(code: str) -> str:
    """The name planners read: "Florida" for FL; a code without a name stands for itself."""
    return STATE_NAMES.get(code, code)


def parse_state(text: str) -> str:
    """A state code from a file, upper case; raises ValueError unless it is two letters or N/A."""
    code = text.strip().upper()
    if code == NO_STATE or (len(code) == 2 and code.isascii() and code.isalpha()):
        return code
    raise ValueError(f"is no state; {ACCEPTED} is accepted{meant_state(text)}")


def meant_state(text: str) -> str:
    """The code of a state that a text names, as a question; nothing for anything else."""
    code = CODES.get(" ".join(text.split()).casefold())
    return f"; did you mean {code}?" if code is not None else ""
