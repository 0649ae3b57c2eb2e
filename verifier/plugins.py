"""Makes one pydantic type of all plugins in a folder."""

import operator
from functools import reduce
from typing import Annotated, Any

from pydantic import Field

from sandboxes import discover


def tagged_union(package: str, attribute: str) -> Any:
    """Make the union of the models that a package's modules list.

    Adding a plugin is adding a file: it appears in validation and in OpenAPI
    by itself.

    Args:
        package: Dotted name of the package.
        attribute: Name of the tuple of model classes in each module; each has
            a `kind: Literal["…"]`.

    Returns:
        `Annotated[Union[…], Field(discriminator="kind")]`.
    """
    models = list(discover(package, attribute, type))
    if len(models) == 1:
        return models[0]
    return Annotated[reduce(operator.or_, models), Field(discriminator="kind")]
