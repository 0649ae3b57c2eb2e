failwith "no"
