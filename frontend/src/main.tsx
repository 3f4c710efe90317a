/** Starts the application. */
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";
import "./styles/elements.css";
import "./styles/shell.css";
import "./styles/pages.css";
import "./styles/workbench.css";
import "./styles/describe.css";
import "./styles/seeing.css";
import "./styles/timeline.css";
import "./styles/learning.css";
import "./styles/mending.css";
import "./styles/quality.css";
import "./styles/queue.css";
import "./styles/review.css";
import "./styles/administration.css";
import "./styles/people.css";
import "./styles/console.css";
import "./styles/account.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
