"""What must fit together beyond names: scan minutes, tolerances, shelf lives."""

from scheduler.imports.planning_file.context import Context, by_id
from scheduler.imports.planning_file.convert_procedures import check_scan_minutes
from scheduler.imports.planning_file.quantities import permille


def check_definitions(context: Context) -> None:
    """Scan minutes fit the procedure; tolerances are whole permille."""
    procedures = by_id(context.file.procedures)
    for trial in context.file.trials:
        for definition in trial.visit_definitions:
            place = f"trials[{trial.id}].visit_definitions[{definition.id}]"
            if permille(definition.tolerance_percent) is None:
                context.refuse(f"{place}.tolerance_percent", "finer than 0.1 %")
            for position, each in enumerate(definition.alternatives):
                check_scan_minutes(
                    context,
                    procedures.get(definition.procedure),
                    each.scan_minutes,
                    f"{place}.alternatives[{position}].scan_minutes",
                )


def check_shelf_lives(context: Context) -> None:
    """Every product expires, bought ones by a limit that an order knows."""
    bought = {supply.product for supply in context.file.supplies}
    for product in context.file.products:
        place = f"products[{product.id}].shelf_life"
        limits = product.shelf_life.model_dump(
            exclude_none=True, exclude={"in_use_hours"}
        )
        if not limits:
            context.refuse(place, "give at least one limit")
        elif product.id in bought and set(limits) == {"from_eos_hours"}:
            context.refuse(
                place, "an order has no end of synthesis: give another limit as well"
            )
