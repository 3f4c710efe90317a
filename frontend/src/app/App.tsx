/** Starts the visit, guards the pages behind sign-in, and lays the dialogs over them. */

import { Compass } from "lucide-react";
import { lazy, Suspense, useEffect, useLayoutEffect } from "react";
import { useStore } from "zustand";
import { onDroppedRecord } from "../contract/reader";
import { AttentionDialog } from "../panels/AttentionDialog";
import { CommandPalette } from "../panels/CommandPalette";
import { HelpSheet } from "../panels/HelpSheet";
import { LoginPage, SessionEnded } from "../panels/LoginPage";
import { ProjectsPage } from "../panels/ProjectsPage";
import { ReturnDialog } from "../panels/ReturnDialog";
import { SkipDialog } from "../panels/SkipDialog";
import { Toasts } from "../panels/Toasts";
import { TopBar } from "../panels/TopBar";
import { CopyDialog } from "../panels/timeline/CopyDialog";
import { TrackDialog } from "../panels/timeline/TrackDialog";
import { EmptyState, Link } from "../panels/ui/parts";
import { TooltipLayer } from "../panels/ui/Tip";
import { startOffers } from "../state/alikeOffer";
import { startBell } from "../state/bell";
import { listenToClipboard } from "../state/clipboard";
import { startHandout } from "../state/handout";
import { startIssues } from "../state/issues";
import { listenToKeyboard } from "../state/keyboard";
import { loadMe, meStore, watchSession } from "../state/meStore";
import { startPreloading } from "../state/preload";
import { closeProject, startVisit } from "../state/projectSession";
import { startReviewQueue } from "../state/reviewQueue";
import { followHistory, navigate, routeStore } from "../state/routeStore";
import { startSharing } from "../state/sharing";
import { startStage } from "../state/stageStore";
import { toast } from "../state/toastStore";
import { uiStore } from "../state/uiStore";
import { startWorkClock } from "../state/workClock";
import { ErrorBoundary } from "./ErrorBoundary";
import { ProjectShell } from "./ProjectShell";

const AccountPage = lazy(async () => ({
  default: (await import("../panels/account/AccountPage")).AccountPage,
}));
const AlikeDialog = lazy(async () => ({ default: (await import("../panels/AlikeDialog")).AlikeDialog }));
const AssignDialog = lazy(async () => ({
  default: (await import("../panels/work/AssignDialog")).AssignDialog,
}));
const BlindDialog = lazy(async () => ({
  default: (await import("../panels/models/BlindDialog")).BlindDialog,
}));
const AdministrationPage = lazy(async () => ({
  default: (await import("../panels/administration/AdministrationPage")).AdministrationPage,
}));
const CompareDialog = lazy(async () => ({
  default: (await import("../panels/work/CompareDialog")).CompareDialog,
}));
const EverywherePage = lazy(async () => ({
  default: (await import("../panels/work/EverywherePage")).EverywherePage,
}));
const ImportDialog = lazy(async () => ({ default: (await import("../panels/ImportDialog")).ImportDialog }));
const InvitationPage = lazy(async () => ({
  default: (await import("../panels/entry/InvitationPage")).InvitationPage,
}));
const ResetPage = lazy(async () => ({ default: (await import("../panels/entry/ResetPage")).ResetPage }));
const KeyboardPage = lazy(async () => ({ default: (await import("../panels/KeyboardPage")).KeyboardPage }));
const OperationsPage = lazy(async () => ({
  default: (await import("../panels/operations/OperationsPage")).OperationsPage,
}));

export function App() {
  const theme = useStore(uiStore, (state) => state.theme);
  // Before anything is drawn in its colours.
  useLayoutEffect(() => {
    document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  useEffect(() => {
    watchSession();
    onDroppedRecord((error) =>
      toast(`A record from the server cannot be read and is left out: ${error.message}`, "bad"),
    );
    startVisit();
    void loadMe();
    const stops = [
      followHistory(),
      listenToKeyboard(),
      listenToClipboard(),
      startSharing(),
      startPreloading(),
      startHandout(),
      startReviewQueue(),
      startIssues(),
      startStage(),
      startBell(),
      startOffers(),
      startWorkClock(),
    ];
    return () => {
      for (const stop of stops) stop();
    };
  }, []);
  return (
    <ErrorBoundary>
      <Pages />
      <Toasts />
      <TooltipLayer />
    </ErrorBoundary>
  );
}

function Pages() {
  const status = useStore(meStore, (state) => state.status);
  const route = useStore(routeStore, (state) => state.route);
  const path = useStore(routeStore, (state) => state.path);
  const hash = useStore(routeStore, (state) => state.hash);
  const open = route.page === "invitation" || route.page === "reset";
  const signedOut = status === "out" || status === "unreachable";
  useEffect(() => {
    if (signedOut && route.page !== "login" && !open)
      navigate(path === "/" ? "/login" : `/login?next=${encodeURIComponent(path)}`, "replace");
    if (status === "in" && route.page === "login") navigate("/", "replace");
  }, [signedOut, status, route.page, path, open]);
  useEffect(() => {
    if (route.page !== "project") closeProject();
  }, [route.page]);

  if (status === "unknown") return <div className="boot" role="status" aria-label="Starting" />;
  if (open)
    return (
      <Suspense>
        {route.page === "invitation" && <InvitationPage key={hash} token={hash} />}
        {route.page === "reset" && <ResetPage key={hash} token={hash} />}
      </Suspense>
    );
  if (signedOut || route.page === "login") return <LoginPage />;
  return (
    <div className="shell">
      <TopBar />
      {route.page === "projects" && <ProjectsPage />}
      <Suspense>
        {route.page === "keyboard" && <KeyboardPage />}
        {route.page === "work" && <EverywherePage />}
        {route.page === "operations" && <OperationsPage />}
        {route.page === "account" && <AccountPage />}
        {route.page === "administration" && <AdministrationPage room={route.room} />}
      </Suspense>
      {route.page === "project" && (
        <ProjectShell projectId={route.projectId} tab={route.tab} assetId={route.assetId} />
      )}
      {route.page === "unknown" && (
        <EmptyState
          icon={Compass}
          title="There is no such page"
          action={
            <Link to="/" className="btn">
              All projects
            </Link>
          }
        />
      )}
      <Dialogs />
      {status === "expired" && <SessionEnded />}
    </div>
  );
}

function Dialogs() {
  const dialog = useStore(uiStore, (state) => state.dialog);
  switch (dialog) {
    case "help":
      return <HelpSheet />;
    case "palette":
      return <CommandPalette />;
    case "attention":
      return <AttentionDialog />;
    case "return":
      return <ReturnDialog />;
    case "skip":
      return <SkipDialog />;
    case "import":
      return (
        <Suspense>
          <ImportDialog />
        </Suspense>
      );
    case "alike":
      return (
        <Suspense>
          <AlikeDialog />
        </Suspense>
      );
    case "blind":
      return (
        <Suspense>
          <BlindDialog />
        </Suspense>
      );
    case "versions":
      return (
        <Suspense>
          <CompareDialog />
        </Suspense>
      );
    case "assign":
      return (
        <Suspense>
          <AssignDialog />
        </Suspense>
      );
    case "copyFrames":
      return <CopyDialog />;
    case "trackForward":
      return <TrackDialog direction="forward" />;
    case "trackBackward":
      return <TrackDialog direction="backward" />;
    default:
      return null;
  }
}
