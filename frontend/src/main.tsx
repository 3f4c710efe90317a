/** Starts the application. */
import { createRoot } from "react-dom/client";
import { App } from "./app/App";
import "@fontsource-variable/inter/wght.css";
import "./styles/tokens.css";

const root = document.getElementById("root");
if (root) createRoot(root).render(<App />);
