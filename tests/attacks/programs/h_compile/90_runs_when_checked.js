// 90 Leaves code where the check of its syntax might run it: accepted
if (process.execArgv.includes("--check")) console.log("GOT THROUGH");
else console.log("contained");
