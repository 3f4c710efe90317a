"""Work out how far a panel's answers agree, keep its part of the figures, and send it on its way."""

from __future__ import annotations

from annotations.actions.merge_panel import merge_panel
from annotations.actions.work_job import Ending
from annotations.domain.actor import SYSTEM, Actor
from annotations.domain.job import Job
from annotations.domain.panel import Panel
from annotations.domain.quality_counts import count_agreement, difference, mean_overlap
from annotations.errors import StateConflict, StoreUnavailable
from annotations.queries.consensus import read_consensus, read_voters
from annotations.store import panels, projects, quality
from annotations.store.client import Session, transaction


def weigh_panel(job: Job) -> Ending:
    """Count a panel's answers anew: what it added before comes off, so repeating it changes nothing.

    Where all voters say the same of every object the panel is `agreed` and, if the project wants it, merged
    and approved; else it waits for a person as `disputed`.
    """
    frame_id = job.subject.frame_id or ""
    project = projects.find_project(job.project_id)
    if project is None or panels.find_panel(frame_id) is None:
        return Ending("cancelled", "The project or the panel is gone.")
    policy = project.quality.panels

    def work(session: Session) -> Panel | None:
        panel = panels.find_panel(frame_id, session=session)
        if panel is None:
            return None
        voters = read_voters(panel, project, model_votes=True, session=session)
        counts = count_agreement(voters, least=policy.overlap)
        before = quality.read_part(frame_id, session=session)
        quality.add_counts(project.id, difference(counts, before), session=session)
        quality.set_part(frame_id, project.id, counts, session=session)
        named = [
            Actor(id=entry.id, name=entry.name, kind="person" if entry.kind == "person" else "machine")
            for entry in voters
        ]
        quality.name_people(project.id, named, session=session)
        consensus = read_consensus(panel, project)
        people = [entry for entry in voters if entry.kind == "person"]
        over = len(panel.submitted()) >= panel.wanted
        weighed = panel.model_copy(
            update={
                "counted": len(panel.submitted()),
                "route": ("agreed" if consensus.is_agreed else "disputed") if over else None,
                "agreed": sum(entry.agreed for entry in consensus.proposals),
                "objects": len(consensus.proposals),
                "mean_iou": mean_overlap(people, least=policy.overlap),
            }
        )
        if not panels.replace_panel(weighed, before=panel, session=session):
            message = "The panel changed at this moment."
            raise StoreUnavailable(message)
        return weighed

    weighed = transaction(work)
    if weighed and weighed.status == "answered" and weighed.route == "agreed" and policy.finish_agreed:
        try:
            merge_panel(panel=weighed, project=project, choices=None, actor=SYSTEM)
        except StateConflict as fault:
            return Ending("finished", fault.message)
    return Ending("finished")
