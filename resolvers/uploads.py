"""Files that are sent: checked, and kept until they are committed; the same for every way they come by."""

from resolvers.commits import committing_for
from resolvers.context import Context
from services.shared.import_kinds import AnyImportKind, Upload, preview_upload
from services.shared.imports import Import
from services.shared.previews import Kept, keep
from services.shared.progress import Progress, silent


async def keep_upload(
    context: Context, kind: AnyImportKind, upload: Upload, *, progress: Progress = silent
) -> tuple[Import, Kept]:
    """Check a file of some kind, and keep it; raises what previewing raises."""
    committing = committing_for(context, progress=progress)
    async with context.read() as session:
        previewed, content = await preview_upload(session, upload, kind=kind, committing=committing)
    async with context.write() as session:
        return previewed, await keep(session, id=committing.preview_id, kind=kind.name, content=content)
