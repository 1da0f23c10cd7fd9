import {Box, render, Text, useInput} from 'ink';

/** The least that a full-screen Ink program can be: every row there, one word on it, and an ear for keys. */
function Hello() {
	useInput(() => {});
	return (
		<Box height={process.stdout.rows} width={process.stdout.columns} flexDirection="column">
			<Text>hello</Text>
		</Box>
	);
}

render(<Hello />, {alternateScreen: true, incrementalRendering: true, maxFps: 60});
