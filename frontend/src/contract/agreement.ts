/** Fails the type check when the server's generated records and the ones read here drift apart, in names or types. */

import type * as account from "./account";
import type * as administration from "./administration";
import type * as audit from "./audit";
import type * as blind from "./blind";
import type * as desk from "./console";
import type * as ours from "./contract";
import type * as duplicates from "./duplicates";
import type * as events from "./events";
import type { History, Revision } from "./history";
import type * as learning from "./learning";
import type * as operations from "./operations";
import type * as people from "./people";
import type * as quality from "./quality";
import type * as queue from "./queue";
import type * as server from "./server.gen";
import type * as similar from "./similar";
import type * as suspects from "./suspects";
import type { UnfinishedUpload } from "./uploads";
import type * as video from "./video";
import type * as work from "./work";

/** True when whatever the server may send can be read as ours; else the names of the fields that cannot. */
type Reads<Wire, Ours> = [Unreadable<Wire, Ours>] extends [never] ? true : Unreadable<Wire, Ours>;
type Unreadable<Wire, Ours> = {
  [K in keyof Ours]-?: K extends keyof Wire ? ([Wire[K]] extends [Ours[K]] ? never : K) : K;
}[keyof Ours];

/** The other way round, for what we send: the server takes every field with every value it may have. */
type Sends<Ours, Wire> =
  Reads<Mutable<Ours>, Pick<Mutable<Wire>, keyof Ours & keyof Wire>> extends true
    ? Exclude<keyof Ours, keyof Wire> extends never
      ? true
      : Exclude<keyof Ours, keyof Wire>
    : Unreadable<Mutable<Ours>, Pick<Mutable<Wire>, keyof Ours & keyof Wire>>;
type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;

/** The same closed set of words: none that the server no longer knows is kept here. */
type Same<Wire, Ours> = [Wire, Ours] extends [Ours, Wire] ? true : Exclude<Wire, Ours> | Exclude<Ours, Wire>;

export type Agreement = [
  Reads<server.MeAnswer, ours.Me>,
  Reads<server.AssetView, ours.Asset>,
  Reads<server.AnnotationView, ours.Annotation>,
  Reads<server.Prediction, ours.Prediction>,
  Reads<server.FrameView, ours.Frame>,
  Reads<server.TileSet, ours.TileSet>,
  Reads<server.FrameStateView, ours.FrameContents>,
  Reads<server.ProjectView, ours.Project>,
  Reads<server.Counts, ours.ProjectCounts>,
  Reads<server.ExportTrigger, ours.ExportTrigger>,
  Reads<server.TrainingTrigger, ours.TrainingTrigger>,
  Reads<server.ModelVersionView, ours.ModelVersion>,
  Reads<server.JobView, ours.Job>,
  Reads<server.SnapshotView, ours.Snapshot>,
  Reads<server.ExportView, ours.Export>,
  Reads<server.MemberView, ours.Member>,
  Reads<server.CorrectionsAnswer, ours.CorrectionsAnswer>,
  Reads<server.CorrectionResult, ours.CorrectionAnswer>,
  Reads<
    server.AssetUploaded | server.AssetReady | server.AssetFailed | server.AssetChanged,
    events.AssetEvent
  >,
  Reads<server.PredictionsRecorded, events.PredictionsRecorded>,
  Reads<server.AnnotationCorrected, events.AnnotationCorrected>,
  Reads<server.FrameReviewed, events.FrameReviewed>,
  Reads<server.SnapshotFrozen, events.SnapshotFrozen>,
  Reads<server.ExportQueued | server.ExportFinished | server.ExportFailed, events.ExportEvent>,
  Reads<server.JobProgressed, events.JobProgressed>,
  Reads<server.PropagationProgressed, events.PropagationProgressed>,
  Reads<server.ModelVersionRegistered | server.ModelVersionPromoted, events.ModelVersionEvent>,
  Reads<server.ProjectChanged, events.ProjectChanged>,
  Reads<server.Person, ours.Person>,
  Sends<ours.Correction, server.CorrectionRequest>,
  Sends<ours.Changes, server.Changes>,
  Reads<server.Label, ours.Label>,
  Reads<server.Attribute, ours.Attribute>,
  Reads<server.SkeletonTemplate, ours.SkeletonTemplate>,
  Reads<server.HistoryAnswer, History>,
  Reads<server.RevisionView, Revision>,
  Same<server.Attribute["type"], ours.AttributeType>,
  Same<server.Label["shape"], ours.SuggestedShape>,
  Same<server.AssetView["kind"], ours.AssetKind>,
  Same<server.AssetView["status"], ours.AssetStatus>,
  Same<server.AssetView["predicted"], ours.PredictedState>,
  Same<server.ReviewAnswer["verdict"], ours.Verdict>,
  Reads<server.ReviewAnswer, quality.Reviewed>,
  Reads<server.Figures, quality.Figures>,
  Reads<server.PanelView, quality.Panel>,
  Reads<server.ConsensusAnswer, quality.Consensus>,
  Reads<server.TruthView, quality.Truth>,
  Same<server.PanelView["status"], quality.PanelStatus>,
  Reads<server.QualityPolicy, ours.Project["quality"]>,
  Reads<server.RulesPolicy, ours.Project["rules"]>,
  Reads<server.QualityChanged, events.QualityChanged>,
  Same<server.CorrectionRequest["kind"], ours.CorrectionKind>,
  Same<server.JobView["status"], ours.JobStatus>,
  Same<server.ModelVersionView["status"], ours.ModelVersionStatus>,
  Same<server.MemberView["role"], ours.Role>,
  Same<server.ExportView["trigger"], ours.Export["trigger"]>,
  Same<server.TileSet["format"], ours.TileSet["format"]>,
  Same<server.AnnotationView["shape"]["type"], ours.Shape["type"]>,
  Reads<server.PromptAnswer, ours.PromptAnswer>,
  Sends<ours.PromptRequest, server.PromptBody>,
  Reads<server.Region, ours.Region>,
  Reads<server.VideoView, video.VideoFacts>,
  Reads<server.SpriteView, video.Sprite>,
  Reads<server.PropagationView, video.Propagation>,
  Same<server.PropagationView["status"], video.Propagation["status"]>,
  Same<server.PropagationView["direction"], video.Direction>,
  Reads<server.UploadView, UnfinishedUpload>,
  Reads<server.Learning, learning.Learning>,
  Reads<server.TrainingView, learning.Training>,
  Reads<server.Evaluation, learning.Evaluation>,
  Reads<server.BlindAnswer, blind.BlindAnswer>,
  Reads<server.VoteAnswer, blind.VoteAnswer>,
  Sends<blind.Vote, server.VoteBody>,
  Reads<server.DifferingFrame, blind.DifferingFrame>,
  Reads<server.TrainingProgressed, events.TrainingProgressed>,
  Reads<server.ModelVersionJudged, events.ModelVersionJudged>,
  Reads<server.QueuePolicy, learning.QueuePolicy>,
  Same<server.StrategyShare["strategy"], learning.Strategy>,
  Reads<server.LeaseView, queue.Lease>,
  Reads<server.NextAnswer, queue.NextFrame>,
  Reads<server.SuspectView, suspects.Suspect>,
  Reads<server.SuspectCounts, suspects.SuspectCounts>,
  Same<server.SuspectView["kind"], suspects.SuspectKind>,
  Reads<server.DuplicateGroup, duplicates.DuplicateGroup>,
  Reads<server.DuplicateCounts, duplicates.DuplicateCounts>,
  Reads<server.Skipped, duplicates.Skipped>,
  Reads<server.Similar, similar.LookAlikes>,
  Reads<server.SimilarPrediction, similar.LookAlike>,
  Same<server.Suggestion["kind"], similar.Suggestion["kind"]>,
  Reads<server.GroupResult, similar.GroupResult>,
  Same<server.GroupResult["status"], similar.Fate>,
  Sends<similar.AnswersTogether, server.AnswersBody>,
  Same<server.AnswersBody["kind"], similar.TogetherKind>,
  Reads<server.ReviewPolicy, learning.ReviewPolicy>,
  Same<server.ReviewPolicy["rule"], learning.ReviewRule>,
  Same<server.ReviewPolicy["skipped"], learning.SkipRule>,
  Reads<server.WorkView, work.WorkItem>,
  Same<server.WorkView["stage"], work.Stage>,
  Reads<server.AccountView, administration.AccountLine>,
  Reads<server.ProjectLine, administration.ProjectLine>,
  Reads<server.VersionLine, administration.VersionLine>,
  Reads<server.Storage, administration.Storage>,
  Reads<server.AuditView, audit.AuditEntry>,
  Reads<server.LedgerRow, audit.LedgerRow>,
  Same<server.AuditView["outcome"], audit.AuditOutcome>,
  Reads<server.FrameWork, work.FrameWork>,
  Reads<server.MyWorkAnswer, work.MyWork>,
  Reads<server.NextReviewAnswer, work.NextReview>,
  Reads<server.VersionsAnswer, work.Versions>,
  Reads<server.Assigned, work.Assigned>,
  Reads<server.IssueView, work.Issue>,
  Sends<work.NewIssue, server.IssueBody>,
  Reads<server.AccountAnswer, account.Account>,
  Reads<server.SessionsAnswer, account.SignInPage>,
  Reads<server.SignInView, account.SignIn>,
  Reads<server.TokensAnswer, account.TokenPage>,
  Reads<server.TokenView, account.AccessToken>,
  Reads<server.TokenMade, account.TokenMade>,
  Sends<account.TokenWish, server.TokenOptions>,
  Reads<server.Begun, account.TwoFactorBegun>,
  Reads<server.RecoveryAnswer, account.Recovery>,
  Reads<server.NotificationView, work.Notification>,
  Same<server.NotificationView["kind"], work.NotificationKind>,
  Reads<server.NotificationsAnswer, work.NotificationPage>,
  Reads<server.ReadAnswer, work.ReadAnswer>,
  Reads<server.InvitationView, people.Invitation>,
  Same<server.InvitationView["status"], people.Invitation["status"]>,
  Reads<server.InvitedView, people.Invited>,
  Same<NonNullable<server.InvitedView["mailed"]>, people.Mailed>,
  Reads<server.InvitationLook, people.InvitationLook>,
  Reads<server.AcceptedAnswer, people.Accepted>,
  Reads<server.HoursView, people.Hours>,
  Reads<server.AwayWork, people.AwayWork>,
  Reads<server.WorkEverywhere, work.WorkEverywhere>,
  Reads<server.Batch, work.Batch>,
  Reads<server.IssueChanged, events.IssueChanged>,
  Reads<server.WorkChanged, events.WorkChanged>,
  Reads<server.Console, desk.Console>,
  Reads<server.Operations, operations.Operations>,
  Reads<server.OperationsNow["operations"]["point"], operations.Point>,
  Same<server.QueueGauge["queue"], operations.QueueName>,
  Reads<server.PersonWork, desk.PersonWork>,
  Reads<server.LabelWork, desk.LabelWork>,
  Same<server.Backlog["stage"], desk.BacklogStage>,
  Sends<desk.Costs, server.Costs>,
];

type AllTrue<T extends readonly unknown[]> = { [K in keyof T]: true extends T[K] ? true : T[K] };

/** Not assignable, and so a type error naming the fields, as soon as one record does not agree. */
export const AGREED: Agreement[number] extends true ? true : AllTrue<Agreement> = true;
