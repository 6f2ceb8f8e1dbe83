/** What stands in for the page while it has not been built. */
export const missingPage = `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Racecast: the page is not built</title>
<body style="font: 1.1rem/1.5 system-ui; max-width: 40rem; margin: 15vh auto; padding: 0 1rem">
<h1>The page is not built yet</h1>
<p>The gateway is running, but there is nothing in its <code>UI_DIR</code>. Stop it and run <code>npm start</code>,
which builds the page, or build it by <code>npm run check</code> and start the gateway again.</p>
<p>Meanwhile <a href="/api/races">/api/races</a> answers.</p>
`
