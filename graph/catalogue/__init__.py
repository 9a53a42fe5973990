"""What machines are told of the data: VoID, DCAT and the SPARQL service description, as rdflib graphs."""
