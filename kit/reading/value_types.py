"""Types of single values (id, colour, url, quantity) in school.yaml and in the kit's facts."""

from typing import Annotated

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidatorFunctionWrapHandler,
    WrapValidator,
)
from pydantic_core import PydanticCustomError

# Names that Windows keeps for devices: no folder can have them.
RESERVED = frozenset(
    ("con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(10)))
)
ID_PATTERN = "[a-z][a-z0-9]*(-[a-z0-9]+)*"
MAX_ID_CHARACTERS = 60  # an id may be the name of a folder


def as_a_whole(kind: str) -> WrapValidator:
    """Return a validator that reports one error of a kind, however many a value has within it."""

    def check_as_a_whole(value: object, check: ValidatorFunctionWrapHandler) -> object:
        try:
            return check(value)
        except ValidationError:
            raise PydanticCustomError(kind, "not as it should be") from None

    return WrapValidator(check_as_a_whole)


def _not_reserved(name: str) -> str:
    if name in RESERVED:
        raise PydanticCustomError("reserved", "a name that Windows keeps for itself")
    return name


Id = Annotated[str, Field(pattern=f"^{ID_PATTERN}$", max_length=MAX_ID_CHARACTERS)]
FolderId = Annotated[Id, AfterValidator(_not_reserved)]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$")]
Text = Annotated[str | Annotated[dict[Language, str], Field(min_length=1)], as_a_whole("text")]
Name = Annotated[str, Field(pattern=r"^[^\x00-\x1f\x7f-\x9f]*$", max_length=300)]
Files = Annotated[Name | tuple[Name, ...], as_a_whole("files")]
Colour = Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
URL_PATTERN = r"^https?://[^\s\x00-\x1f\x7f-\x9f]+$"
MAX_URL_CHARACTERS = 200
Url = Annotated[str, Field(pattern=URL_PATTERN, max_length=MAX_URL_CHARACTERS)]
Links = Annotated[Url | Annotated[dict[Language, Url], Field(min_length=1)], as_a_whole("links")]
Quantity = Annotated[int, Field(ge=0, le=100)]  # of one card
BlankCards = Annotated[int, Field(ge=0, le=200)]


class Model(BaseModel):
    """A frozen record that refuses unknown keys; pydantic builds its validator at first use."""

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)
