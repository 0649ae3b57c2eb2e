throw new Error "no"
