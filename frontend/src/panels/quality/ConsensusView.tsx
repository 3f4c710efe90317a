/** Who said what of one picture, and what becomes of it: each object kept, left out, or as one person has it. */
import { ArrowLeft, Merge } from "lucide-react";
import { useState } from "react";
import { useStore } from "zustand";
import type { SaidShape } from "../../contract/blind";
import type { Consensus, Proposal } from "../../contract/quality";
import type { Shape } from "../../contract/shapes";
import { shapeBounds } from "../../model/geometry";
import { showShare } from "../../model/quality/matrix";
import { closeConsensus, merge, openConsensus, qualityStore, type Wish, wish } from "../../state/quality";
import { type BoxSet, FramePicture } from "../models/FramePicture";
import { showCount } from "../ui/format";
import { Chip } from "../ui/parts";

function said(label: string, shape: Shape): SaidShape[] {
  if (shape.type === "tag") return [{ label, shape }];
  if (shape.type === "box") return [{ label, shape }];
  const around = shapeBounds(shape);
  if (!around) return [];
  const { x, y, width, height } = around;
  return [{ label, shape: { type: "box", x, y, width, height } }];
}

/** What is drawn over the picture: one voter's word, or what comes of all. */
function setsOf(
  { proposals, voters }: Consensus,
  wishes: ReadonlyMap<number, Wish>,
  voterId: string | null,
): BoxSet[] {
  const voter = voters.find(({ id }) => id === voterId);
  if (voter) {
    const shapes = proposals.flatMap(({ votes }) =>
      votes.flatMap((vote) =>
        vote.voter_id === voter.id && vote.label && vote.shape ? said(vote.label, vote.shape) : [],
      ),
    );
    return [{ name: voter.name, look: "dashed", shapes }];
  }
  const kept = proposals.filter(({ number }) => (wishes.get(number) ?? "out") !== "out");
  const left = proposals.filter(({ number }) => (wishes.get(number) ?? "out") === "out");
  return [
    { name: "left out", look: "dashed", shapes: left.flatMap(({ label, shape }) => said(label, shape)) },
    { name: "kept", look: "solid", shapes: kept.flatMap(({ label, shape }) => said(label, shape)) },
  ];
}

export function ConsensusView({ consensus }: { consensus: Consensus }) {
  const wishes = useStore(qualityStore, (state) => state.wishes);
  const busy = useStore(qualityStore, (state) => state.busy);
  const [voterId, setVoterId] = useState<string | null>(null);
  const { panel, frame, voters, proposals, model_votes: modelVotes } = consensus;
  const kept = proposals.filter(({ number }) => (wishes.get(number) ?? "out") !== "out").length;
  const merged = panel.status === "merged";
  return (
    <section className="consensus" aria-labelledby="consensus-title">
      <header className="consensus-head">
        <button type="button" className="btn small" onClick={closeConsensus}>
          <ArrowLeft size={14} aria-hidden="true" /> All pictures
        </button>
        <h2 id="consensus-title">{panel.asset_name}</h2>
        <label className="check">
          <input
            type="checkbox"
            checked={modelVotes}
            onChange={(event) => void openConsensus(panel.frame_id, event.target.checked)}
          />{" "}
          The model votes
        </label>
        <button type="button" className="btn primary" disabled={busy || merged} onClick={() => void merge()}>
          <Merge size={15} aria-hidden="true" />{" "}
          {merged ? "Merged" : `Merge ${showCount(kept, "object")} and approve`}
        </button>
      </header>
      <div className="consensus-body">
        <div className="consensus-picture">
          <div className="segments" role="group" aria-label="Whose word is drawn">
            <button type="button" aria-pressed={voterId === null} onClick={() => setVoterId(null)}>
              What comes of it
            </button>
            {voters.map((voter) => (
              <button
                key={voter.id}
                type="button"
                aria-pressed={voterId === voter.id}
                onClick={() => setVoterId(voter.id)}
              >
                {voter.name} <span className="count">{voter.objects}</span>
              </button>
            ))}
          </div>
          <FramePicture
            address={frame.image_url}
            frame={{ width: frame.width, height: frame.height }}
            sets={setsOf(consensus, wishes, voterId)}
            name={`${panel.asset_name} with what was said of it`}
            dot={Math.max(frame.width, frame.height) / 900}
          />
        </div>
        {proposals.length === 0 ? (
          <p className="muted">Nobody drew anything: merging approves an empty picture.</p>
        ) : (
          <table className="figures votes">
            <thead>
              <tr>
                <th scope="col">Object</th>
                {voters.map((voter) => (
                  <th key={voter.id} scope="col">
                    {voter.name}
                  </th>
                ))}
                <th scope="col">Becomes</th>
              </tr>
            </thead>
            <tbody>
              {proposals.map((proposal) => (
                <ProposalRow key={proposal.number} proposal={proposal} consensus={consensus} />
              ))}
            </tbody>
          </table>
        )}
      </div>
    </section>
  );
}

function ProposalRow({ proposal, consensus }: { proposal: Proposal; consensus: Consensus }) {
  const wanted = useStore(qualityStore, (state) => state.wishes.get(proposal.number) ?? "out");
  const value = typeof wanted === "string" ? wanted : `voter ${wanted.voterId}`;
  const choose = (text: string) =>
    wish(
      proposal.number,
      text === "out" || text === "consensus" ? text : { voterId: text.slice("voter ".length) },
    );
  return (
    <tr className={wanted === "out" ? "left-out" : undefined}>
      <th scope="row">
        {proposal.label}{" "}
        {proposal.agreed ? (
          <Chip tone="good">all</Chip>
        ) : (
          <Chip tone={proposal.tied ? "bad" : "warn"}>
            {proposal.tied ? "level" : showShare(proposal.support)}
          </Chip>
        )}
      </th>
      {proposal.votes.map((vote) => (
        <td key={vote.voter_id} className={vote.label === proposal.label ? undefined : "differs"}>
          {vote.label ?? "nothing"}
          {vote.overlap !== null && <span className="muted small"> {showShare(vote.overlap)}</span>}
        </td>
      ))}
      <td>
        <select
          value={value}
          aria-label={`What becomes of ${proposal.label}, object ${proposal.number + 1}`}
          disabled={consensus.panel.status === "merged"}
          onChange={(event) => choose(event.target.value)}
        >
          <option value="consensus">{proposal.label}, as most have it</option>
          {proposal.votes.flatMap((vote) => {
            const voter = consensus.voters.find(({ id }) => id === vote.voter_id);
            return vote.label && voter
              ? [
                  <option key={voter.id} value={`voter ${voter.id}`}>
                    {vote.label}, as {voter.name} has it
                  </option>,
                ]
              : [];
          })}
          <option value="out">left out</option>
        </select>
      </td>
    </tr>
  );
}
