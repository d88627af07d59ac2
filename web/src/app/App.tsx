/** Providers around the routes; the socket lives as long as someone is signed in. */
import { QueryClientProvider } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { RouterProvider } from "react-router";
import { SignInPage } from "@/features/auth/components/SignInPage";
import type { RuntimeConfig } from "@/lib/config";
import { LiveContext } from "@/lib/live/context";
import { ServicesContext, useEmail } from "@/lib/services";
import { Toasts } from "@/ui/toasts";
import { FatalBoundary } from "./Fatal";
import { router } from "./routes";
import { build, type Built } from "./services";

export function App({ config }: { config: RuntimeConfig }) {
  const [services] = useState(() => build(config));
  return (
    <FatalBoundary>
      <ServicesContext value={services}>
        <QueryClientProvider client={services.queries}>
          <LiveContext value={services.live}>
            <SignedIn live={services.live} />
            <Toasts />
          </LiveContext>
        </QueryClientProvider>
      </ServicesContext>
    </FatalBoundary>
  );
}

function SignedIn({ live }: { live: Built["live"] }) {
  const email = useEmail();
  useEffect(() => {
    if (email === null) return undefined;
    live.start();
    return () => {
      live.stop();
    };
  }, [email, live]);
  return email === null ? <SignInPage /> : <RouterProvider router={router} />;
}
