/** The labelling page: pictures on the left, the canvas, objects and labels on the right. */
import { ImageOff, ImagePlus } from "lucide-react";
import { useEffect } from "react";
import { useStore } from "zustand";
import { CanvasStage } from "../canvas/CanvasStage";
import { AlikeOffer } from "../panels/AlikeOffer";
import { Announcer } from "../panels/Announcer";
import { AssetList } from "../panels/AssetList";
import { AssetNotice } from "../panels/AssetNotice";
import { ConflictNotice } from "../panels/AttentionDialog";
import { AttributePanel } from "../panels/AttributePanel";
import { GapsNotice } from "../panels/GapsNotice";
import { GhostPanel } from "../panels/GhostPanel";
import { HistoryPopover } from "../panels/HistoryPopover";
import { LabelPanel } from "../panels/LabelPanel";
import { Minimap } from "../panels/Minimap";
import { ObjectList } from "../panels/ObjectList";
import { ReviewBar } from "../panels/ReviewBar";
import { RulesNotice } from "../panels/RulesNotice";
import { Toolbar } from "../panels/Toolbar";
import { Timeline } from "../panels/timeline/Timeline";
import { EmptyState, Link } from "../panels/ui/parts";
import { ViewOptions } from "../panels/ViewOptions";
import { IssuePanel } from "../panels/work/IssuePanel";
import { IssuePins } from "../panels/work/IssuePins";
import { assetsStore } from "../state/assetsStore";
import { frameStore } from "../state/frameStore";
import { openAssetStore } from "../state/openAssetStore";
import { navigate, projectPath } from "../state/routeStore";
import { videoStore } from "../state/videoStore";

export function Workbench({ projectId, assetId }: { projectId: string; assetId: string | null }) {
  const asset = useStore(openAssetStore, (state) => state.asset);
  const assetFault = useStore(openAssetStore, (state) => state.error);
  const videoFault = useStore(videoStore, (state) => state.error);
  const fault = assetFault ?? videoFault;
  const frameOpen = useStore(frameStore.store, (state) => state.openId !== null);
  const firstId = useStore(assetsStore, (state) => state.order[0] ?? null);
  const empty = useStore(assetsStore, (state) => state.complete && state.order.length === 0);

  useEffect(() => {
    if (!assetId && firstId) navigate(projectPath(projectId, "label", firstId), "replace");
  }, [assetId, firstId, projectId]);

  const overlay = fault ? (
    <EmptyState icon={ImageOff} title="This picture cannot be shown">
      <p>{fault}</p>
    </EmptyState>
  ) : empty ? (
    <EmptyState
      icon={ImagePlus}
      title="Drop pictures anywhere"
      action={
        <Link to={projectPath(projectId, "upload")} className="btn primary">
          Choose files
        </Link>
      }
    >
      <p>
        They are decoded, shown to the model and opened here. What the model suggests appears as dashed
        ghosts: you decide.
      </p>
    </EmptyState>
  ) : asset && !frameOpen ? (
    <AssetNotice asset={asset} />
  ) : null;

  return (
    <div className="workbench">
      <AssetList projectId={projectId} />
      <main className="centre">
        <div className="stage-box">
          <CanvasStage name={asset ? `Canvas: ${asset.name}` : "Canvas"} />
          {overlay && <div className="stage-overlay">{overlay}</div>}
          {frameOpen && <Toolbar />}
          {frameOpen && <ViewOptions />}
          {frameOpen && <Minimap />}
          {frameOpen && <IssuePins />}
          <ConflictNotice />
          <GapsNotice />
          <RulesNotice />
          <HistoryPopover />
          <Announcer />
        </div>
        {frameOpen && asset?.kind === "video" && <Timeline />}
        {asset && <ReviewBar asset={asset} />}
      </main>
      <aside className="side right" aria-label="This picture">
        <LabelPanel />
        <AttributePanel />
        {frameOpen && <IssuePanel />}
        <GhostPanel projectId={projectId} />
        <ObjectList />
        <AlikeOffer />
      </aside>
    </div>
  );
}
