"""When batches close for orders."""

from collections.abc import Mapping
from datetime import datetime

from scheduler.imports.planning_file import (
    convert_batches,
    convert_orders,
    convert_products,
)
from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.convert_live import Live
from scheduler.imports.planning_file.schema import PlanningFile
from scheduler.planning.instants import Instants


def cutoffs(file: PlanningFile) -> Mapping[str, datetime]:
    """
    When each run and order closes, by id of the batch.

    It is the same at any *now*, and asks for nothing but production: whatever else is
    wrong with the file is found by who makes a problem of it.
    """
    context = Context(file, Live())
    products = by_id(convert_products.products(context))
    at = Instants(context.axis.origin_at).at
    closes = {
        each.id: each.cutoff_min for each in convert_batches.runs(context, products)
    }
    closes |= {
        each.id: each.cutoff_min for each in convert_orders.orders(context, products)
    }
    return {batch_id: at(minute) for batch_id, minute in closes.items()}
