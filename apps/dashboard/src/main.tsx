import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { createRoot } from "react-dom/client";
import { App } from "./app.tsx";
import { Live } from "./state/live.ts";
import "./styles.css";

const root = document.getElementById("root");
if (root === null) throw new Error("the page has no root");
createRoot(root).render(
  <QueryClientProvider client={new QueryClient()}>
    <App live={new Live(location.origin)} />
  </QueryClientProvider>,
);
